import { dirname, join, normalize } from 'node:path/posix';
import type { ArtifactView, Skipped } from '@weir/model';
import { safeText } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';

/** Path-like words of a command. */
const WORDS = /[\s'"`;|&<>()=]+/;

/** The folder above a path among `links`, or the path itself; null for none. */
function linkAround(path: string, links: ReadonlySet<string>): string | null {
  for (let at = normalize(path).replace(/\/$/, ''); at !== '.' && at !== '/'; at = dirname(at)) {
    if (links.has(at)) return at;
  }
  return null;
}

/**
 * Links of a local directory through which the package's code, hooks or entries lead to something: nothing behind a link
 * to a folder is read, so that what runs there is unknown. Links that the analysis reads as files are none of them, nor
 * those that are `listed` as unread already.
 */
export function reachedLinks(
  view: ArtifactView,
  graph: EntryGraph,
  entries: readonly string[],
  followed: ReadonlyMap<string, unknown>,
  listed: readonly Skipped[],
): Skipped[] {
  if (view.facts.container !== 'directory') return [];
  const known = new Set(listed.map(({ file }) => file));
  const links = new Set(
    view.entries
      .filter(({ kind, path }) => kind === 'symlink' && !followed.has(path) && !known.has(path))
      .map(({ path }) => path),
  );
  if (links.size === 0) return [];
  const reached = new Set<string>();
  function note(path: string): void {
    const link = linkAround(path, links);
    if (link !== null) reached.add(link);
  }
  for (const { file, stage, facts } of graph.units) {
    if (stage === 'dead') continue;
    for (const { specifier } of facts.imports)
      if (specifier.startsWith('.')) note(join(dirname(file), specifier));
  }
  for (const { text, stage } of graph.hooks) {
    if (stage !== 'dead') for (const word of text.split(WORDS)) if (word.includes('/')) note(word);
  }
  for (const entry of entries) note(entry);
  return [...reached].map((path) => ({
    file: safeText(path, 1024),
    reason: 'a link to a folder, which is not followed: what is reached through it was not read',
    sizeBytes: null,
  }));
}
