import { decodeSource } from '@weir/code';
import type { ArtifactView, Finding } from '@weir/model';
import type { FlaggedSource } from './api.ts';
import { SOURCE_TEXT_BYTES_MAX, SOURCE_TEXTS_BYTES_MAX, SOURCES_MAX } from './limits.ts';
import { indexPackage, type Layout } from './package-index.ts';

/**
 * The texts of the files that findings point at, as far as the container gives them, in the order of the findings.
 * Left out: what is too large, what cannot be read, and what is no text.
 */
export async function readFlaggedSources(
  view: ArtifactView,
  layout: Layout,
  findings: readonly Finding[],
): Promise<FlaggedSource[]> {
  const index = indexPackage(view, layout);
  const files = new Set(findings.flatMap(({ location }) => (location === null ? [] : [location.file])));
  const sources: FlaggedSource[] = [];
  let leftBytes = SOURCE_TEXTS_BYTES_MAX;
  for (const file of files) {
    if (sources.length >= SOURCES_MAX) break;
    const entry = index.get(file) ?? view.find(file);
    if (entry?.kind !== 'file' || entry.unread !== undefined) continue;
    if (entry.sizeBytes > Math.min(SOURCE_TEXT_BYTES_MAX, leftBytes)) continue;
    const bytes = await view.read(entry.index).catch(() => null);
    if (bytes === null || bytes.includes(0)) continue;
    leftBytes -= bytes.length;
    sources.push({ file, path: entry.path, text: decodeSource(bytes) });
  }
  return sources;
}
