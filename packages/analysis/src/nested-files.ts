import { basename } from 'node:path/posix';
import { openNested } from '@weir/archive';
import { type ArchiveProblem, type ArtifactView, describeError } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';
import type { PackageIndex } from './package-index.ts';
import type { UnreadFile } from './unread-scan.ts';

/** Containers that are opened, and those that are only recognised by their name. */
const OPENED = /\.(?:tgz|tar|gz|zip|zst|jar|whl|vsix|nupkg|crx|xpi)$/i;
const CLOSED = /\.(?:7z|rar|xz|txz|bz2|tbz2?|lzma|br|cab|msi|dmg|iso)$/i;
/** Containers of one package that are looked into. */
const CONTAINERS_MAX = 20;
/** Files of one container that are looked through. */
const FILES_MAX = 5_000;

/** What install-reachable code and commands were found to unpack. */
export interface NestedFiles extends AsyncDisposable {
  readonly files: readonly UnreadFile[];
  /** Of the containers themselves, with paths from the package's root on. */
  readonly problems: readonly ArchiveProblem[];
}

/** Containers of the package that something names which runs at install. */
function namedContainers(index: PackageIndex, graph: EntryGraph): string[] {
  const candidates = [...index.keys()].filter((path) => OPENED.test(path) || CLOSED.test(path));
  if (candidates.length === 0) return [];
  const texts = [
    ...graph.hooks.filter(({ stage }) => stage === 'install').map(({ text }) => text),
    ...graph.units
      .filter(({ stage }) => stage === 'install')
      .flatMap(({ facts }) => facts.strings.map(({ value }) => value)),
  ];
  return candidates.filter((path) => texts.some((text) => text.includes(basename(path))));
}

/**
 * Opens containers inside the package that install-reachable code names, and containers in them, under what is left of
 * the package's archive budget: what is unpacked at install can run at install.
 */
export async function openNestedFiles(
  view: ArtifactView,
  index: PackageIndex,
  graph: EntryGraph | null,
): Promise<NestedFiles> {
  await using views = new AsyncDisposableStack();
  const files: UnreadFile[] = [];
  const problems: ArchiveProblem[] = [];

  async function open(outer: ArtifactView, member: number, path: string): Promise<void> {
    let nested: ArtifactView | null;
    try {
      nested = await openNested(outer, member);
    } catch (error) {
      problems.push({ code: 'corrupt', path, detail: describeError(error, 200) });
      return;
    }
    if (!nested) return;
    views.use(nested);
    for (const entry of nested.entries) {
      const inner = `${path}!/${entry.path}`;
      if (entry.kind !== 'file' || entry.unread !== undefined) continue;
      if (files.length >= FILES_MAX) {
        problems.push({ code: 'budget-entries', path, detail: `holds over ${FILES_MAX} files` });
        break;
      }
      if (OPENED.test(entry.path)) await open(nested, entry.index, inner);
      else files.push({ path: inner, stage: 'install', open: () => nested.open(entry.index) });
    }
    problems.push(
      ...nested.problems.map((problem) => ({ ...problem, path: `${path}!/${problem.path ?? ''}` })),
    );
  }

  const named = graph ? namedContainers(index, graph) : [];
  for (const path of named.slice(0, CONTAINERS_MAX)) {
    const entry = index.get(path);
    if (!entry || entry.unread !== undefined) continue;
    if (OPENED.test(path)) await open(view, entry.index, path);
    else problems.push({ code: 'unsupported', path, detail: 'a container that is not opened' });
  }
  if (named.length > CONTAINERS_MAX) {
    const path = named[CONTAINERS_MAX] ?? null;
    problems.push({ code: 'budget-depth', path, detail: `over ${CONTAINERS_MAX} containers are unpacked` });
  }
  const owned = views.move();
  return { files, problems, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
