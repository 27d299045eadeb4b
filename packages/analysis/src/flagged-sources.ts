import { openNested } from '@weir/archive';
import { decodeSource } from '@weir/code';
import type { ArtifactEntry, ArtifactView, Finding } from '@weir/model';
import type { FlaggedSource } from './api.ts';
import { SOURCE_TEXT_BYTES_MAX, SOURCE_TEXTS_BYTES_MAX, SOURCES_MAX } from './limits.ts';
import { indexPackage, type Layout } from './package-index.ts';

/** What stands between a container's path and that of a member in it. */
const INSIDE = '!/';

/**
 * The texts of the files that findings point at, as far as the container gives them, in the order of the findings.
 * Left out: what is too large, what cannot be read, and what is no text. Members of containers inside the package are
 * read as well.
 */
export async function readFlaggedSources(
  view: ArtifactView,
  layout: Layout,
  findings: readonly Finding[],
): Promise<FlaggedSource[]> {
  const index = indexPackage(view, layout);
  await using inner = new AsyncDisposableStack();
  const opened = new Map<string, ArtifactView | null>();

  function find(file: string): { view: ArtifactView; entry: ArtifactEntry | null; path: string } | null {
    const at = file.lastIndexOf(INSIDE);
    if (at < 0) {
      const entry = index.get(file) ?? view.find(file) ?? null;
      return { view, entry, path: entry?.path ?? file };
    }
    const container = opened.get(file.slice(0, at));
    return container
      ? {
          view: container,
          entry: container.find(file.slice(at + INSIDE.length)) ?? null,
          path: inContainer(file),
        }
      : null;
  }

  /** With the path of the outermost container as the archive has it, as other members have theirs. */
  function inContainer(file: string): string {
    const outermost = file.indexOf(INSIDE);
    const path = file.slice(0, outermost);
    return `${index.get(path)?.path ?? path}${file.slice(outermost)}`;
  }

  /** Opens the containers on the way to a file, each once. */
  async function openAround(file: string): Promise<void> {
    for (let at = file.indexOf(INSIDE); at >= 0; at = file.indexOf(INSIDE, at + 1)) {
      const path = file.slice(0, at);
      if (opened.has(path)) continue;
      const found = find(path);
      const nested =
        found?.entry?.kind === 'file'
          ? await openNested(found.view, found.entry.index).catch(() => null)
          : null;
      if (nested) inner.use(nested);
      opened.set(path, nested);
    }
  }

  const files = new Set(findings.flatMap(({ location }) => (location === null ? [] : [location.file])));
  const sources: FlaggedSource[] = [];
  let leftBytes = SOURCE_TEXTS_BYTES_MAX;
  for (const file of files) {
    if (sources.length >= SOURCES_MAX) break;
    await openAround(file);
    const found = find(file);
    const entry = found?.entry;
    if (!found || entry?.kind !== 'file' || entry.unread !== undefined) continue;
    if (entry.sizeBytes > Math.min(SOURCE_TEXT_BYTES_MAX, leftBytes)) continue;
    const bytes = await found.view.read(entry.index).catch(() => null);
    if (bytes === null || bytes.includes(0)) continue;
    leftBytes -= bytes.length;
    sources.push({ file, path: found.path, text: decodeSource(bytes) });
  }
  return sources;
}
