import { basename } from 'node:path/posix';
import { openNested } from '@weir/archive';
import { unlockings } from '@weir/detectors';
import { AppError, type ArchiveProblem, type ArtifactView, describeError } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';
import type { PackageIndex } from './package-index.ts';
import type { UnreadFile } from './unread-scan.ts';

/** Containers that are opened, and those that are only recognised by their name. */
const OPENED = /\.(?:tgz|tar|gz|zip|zst|jar|whl|vsix|nupkg|crx|xpi)$/i;
const CLOSED = /\.(?:7z|rar|xz|txz|bz2|tbz2?|lzma|br|cab|msi|dmg|iso)$/i;
/** Of those, the ones that code unpacks by itself; others are given to a program that knows them. */
const UNPACKED_BY_CODE = /\.(?:tgz|tar|gz|zip|zst)$/i;
/** What code may do with such a container to run what is in it. */
const RUNS = /^(?:process\.spawn|eval|vm|native)$/;
/** Members that may be code: everything else that code reads when it is imported is its data. */
const MAY_BE_CODE = /\.(?:[cm]?[jt]sx?|sh|bash|bat|cmd|ps1|pyw?|node)$|(?:^|\/)[^/.]*$/i;
/** Files that say by their name that they are read as they are; what they hold is seen elsewhere. */
const READ_AS_NAMED = /\.(?:[cm]?[jt]sx?|json|node|wasm|py|sh|md|txt|css|html?|ya?ml|gyp|map)$/i;
/** Containers of one package that are looked into. */
const CONTAINERS_MAX = 20;
/** Containers that are looked for in code. */
const NAMES_MAX = 100;
/** Files of one container that are looked through. */
const FILES_MAX = 5_000;

/** What code and commands were found to unpack that run by themselves. */
export interface NestedFiles extends AsyncDisposable {
  readonly files: readonly UnreadFile[];
  /** Of the containers themselves, with paths from the package's root on. */
  readonly problems: readonly NestedProblem[];
}

/** Something wrong with a container inside the package, or with a member of it. */
export interface NestedProblem extends ArchiveProblem {
  /** When what is in the container may run. */
  readonly stage: 'install' | 'import';
}

/** Last parts of all paths in a text, as a shell or a program would name them. */
function baseNames(text: string): string[] {
  return text.split(/[\s'"`/\\;|&<>()=,]+/);
}

/** A container of the package, and when what is in it may run. */
interface NamedContainer {
  readonly path: string;
  readonly stage: 'install' | 'import';
}

/**
 * Files of the package that something names which runs at install, and that may be containers: by their own name, or,
 * since `zcat logo.png` unpacks as well, by their bytes, which are not looked at here.
 */
function namedAtInstall(paths: readonly string[], byName: readonly string[], graph: EntryGraph): string[] {
  const texts = [
    ...graph.hooks.filter(({ stage }) => stage === 'install').map(({ text }) => text),
    ...graph.units
      .filter(({ stage }) => stage === 'install')
      .flatMap(({ facts }) => facts.strings.map(({ value }) => value)),
  ];
  if (texts.length === 0) return [];
  const told = byName.filter((path) => texts.some((text) => text.includes(basename(path))));
  const names = new Set(texts.flatMap(baseNames));
  const disguised = paths.filter(
    (path) => names.has(basename(path)) && !READ_AS_NAMED.test(path) && !byName.includes(path),
  );
  return [...told, ...disguised];
}

/** False for a member that none of the passwords opens. */
async function opens(view: ArtifactView, member: number): Promise<boolean> {
  try {
    await view.read(member, { start: 0, end: 1 });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ARCHIVE_ENTRY') return false;
    throw error;
  }
}

/** Containers by their names that code of an import names; those that cannot be opened where it could run them. */
function namedAtImport(byName: readonly string[], graph: EntryGraph): string[] {
  // Python opens what it imports from by itself.
  const units = graph.units.filter(({ stage, language }) => stage === 'import' && language === 'js');
  return byName.filter((path) => {
    const isClosed = CLOSED.test(path);
    if (!isClosed && !UNPACKED_BY_CODE.test(path)) return false;
    const name = basename(path);
    return units.some(
      ({ facts }) =>
        !(isClosed && !facts.capabilities.some((id) => RUNS.test(id))) &&
        facts.strings.some(({ value }) => value.includes(name)),
    );
  });
}

function namedContainers(index: PackageIndex, graph: EntryGraph): NamedContainer[] {
  const paths = [...index.keys()];
  const byName = paths.filter((path) => OPENED.test(path) || CLOSED.test(path));
  const atInstall = namedAtInstall(paths, byName, graph);
  const others = byName.filter((path) => !atInstall.includes(path)).slice(0, NAMES_MAX);
  return [
    ...atInstall.map((path) => ({ path, stage: 'install' as const })),
    ...(others.length === 0 ? [] : namedAtImport(others, graph)).map((path) => ({
      path,
      stage: 'import' as const,
    })),
  ];
}

/**
 * Opens containers inside the package that code names which runs at install or import, and containers in them, under what
 * is left of the package's archive budget, with passwords that stand beside them: what is unpacked then can run then.
 */
export async function openNestedFiles(
  view: ArtifactView,
  index: PackageIndex,
  graph: EntryGraph | null,
): Promise<NestedFiles> {
  await using views = new AsyncDisposableStack();
  const files: UnreadFile[] = [];
  const problems: NestedProblem[] = [];
  const named = graph ? namedContainers(index, graph) : [];
  const unlocked = graph && named.length > 0 ? unlockings(graph) : [];
  const passwords = [...new Set(unlocked.flatMap(({ password }) => password ?? []))];

  /** False when the member is no container. */
  async function open(
    outer: ArtifactView,
    member: number,
    { path, stage }: NamedContainer,
  ): Promise<boolean> {
    let nested: ArtifactView | null;
    try {
      nested = await openNested(outer, member, { passwords });
    } catch (error) {
      problems.push({ code: 'corrupt', path, stage, detail: describeError(error, 200) });
      return true;
    }
    if (!nested) return false;
    views.use(nested);
    for (const entry of nested.entries) {
      const inner = `${path}!/${entry.path}`;
      if (entry.kind !== 'file' || entry.unread !== undefined) continue;
      if (files.length >= FILES_MAX) {
        problems.push({ code: 'budget-entries', path, stage, detail: `holds over ${FILES_MAX} files` });
        break;
      }
      if (passwords.length > 0 && !(await opens(nested, entry.index))) {
        problems.push({ code: 'encrypted', path: inner, stage, detail: 'no password of the package fits' });
        continue;
      }
      const mayHold = stage === 'install' ? !READ_AS_NAMED.test(entry.path) : OPENED.test(entry.path);
      const deeper = mayHold && (await open(nested, entry.index, { path: inner, stage }));
      if (!deeper && (stage === 'install' || MAY_BE_CODE.test(entry.path)))
        files.push({ path: inner, stage, open: () => nested.open(entry.index) });
    }
    problems.push(
      ...nested.problems.map((problem) => ({
        ...problem,
        stage,
        path: problem.path === null ? path : `${path}!/${problem.path}`,
      })),
    );
    return true;
  }

  let containers = 0;
  for (const container of named) {
    const { path, stage } = container;
    const entry = index.get(path);
    if (!entry || entry.unread !== undefined) continue;
    if (containers === CONTAINERS_MAX) {
      problems.push({
        code: 'budget-depth',
        path,
        stage,
        detail: `over ${CONTAINERS_MAX} containers are unpacked`,
      });
      break;
    }
    if (CLOSED.test(path)) {
      problems.push({ code: 'unsupported', path, stage, detail: 'a container that is not opened' });
    } else if (!(await open(view, entry.index, container))) continue;
    containers++;
  }
  const owned = views.move();
  return { files, problems, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
