import { dirname, isAbsolute, join } from 'node:path/posix';
import {
  type ArchiveProblem,
  type ArtifactView,
  type Finding,
  type Severity,
  type Skipped,
  type Stage,
  safeText,
} from '@weir/model';
import { analysisFinding } from './own-findings.ts';

/**
 * How much a problem of the container speaks for an attack. In 645 tarballs of the benign closure, 33 wheels and 494
 * jars none of these occurs but `case-collision` (once), so that even weak ones are worth their points.
 */
const SEVERITY: Readonly<Record<string, Severity>> = {
  'absolute-path': 'medium',
  ambiguous: 'medium',
  'case-collision': 'info',
  corrupt: 'low',
  device: 'low',
  'duplicate-path': 'low',
  encrypted: 'low',
  'header-mismatch': 'medium',
  'hidden-member': 'medium',
  link: 'low',
  overlap: 'medium',
  'prefixed-data': 'low',
  sparse: 'low',
  'trailing-data': 'low',
  traversal: 'medium',
  truncated: 'low',
  unsupported: 'low',
};

/** Left out on purpose, by us. */
const EXCLUDED = 'excluded';
/** Codes that say that bytes were left unread. */
const UNREAD = /^(?:budget-|truncated$|corrupt$|unsupported$|encrypted$)/;
/** Members that stand for other bytes and are never followed. */
const STANDS_FOR_OTHERS = /^(?:link|device)$/;

const NOTHING: ReadonlySet<string> = new Set();

/** A member as the package names it, and when it runs as far as that is known. */
export interface NamedMember {
  readonly path: string;
  readonly stage: Stage | null;
}

/** What is known of a member by its path in the container; null for what the package has no file of. */
export type MemberNames = (path: string) => NamedMember | null;

const UNNAMED: MemberNames = () => null;

function findingOf(
  { code, path, detail }: ArchiveProblem,
  differing: ReadonlySet<string>,
  nameOf: MemberNames,
): Finding {
  const named = path === null ? null : nameOf(path);
  // Other problems may be of a second member under the path, or of what another reader takes it for.
  const stage = UNREAD.test(code) ? (named?.stage ?? undefined) : undefined;
  const isTold = path !== null && differing.has(path) && code === 'case-collision';
  const severity = isTold ? 'low' : (SEVERITY[code] ?? (code.startsWith('budget-') ? 'medium' : 'low'));
  return analysisFinding(`archive-${code}`, severity, `${code}: ${detail}`, named?.path ?? path, stage);
}

function skippedOf(path: string | null, reason: string, sizeBytes: number | null): Skipped {
  return { file: safeText(path ?? '(archive)', 1024), reason: safeText(reason, 200), sizeBytes };
}

/** What a part of a package gives reason to say, and what of it was left unread. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

/** What problems give reason to say, of members as `nameOf` knows them; those that left bytes unread are listed unless their member is already. */
function reportProblems(
  problems: readonly ArchiveProblem[],
  named: ReadonlySet<string | null> = new Set(),
  isUnread: (problem: ArchiveProblem) => boolean = ({ code }) => UNREAD.test(code),
  differing: ReadonlySet<string> = NOTHING,
  nameOf: MemberNames = UNNAMED,
): Report {
  const told = problems.filter(({ code }) => code !== EXCLUDED);
  const unread = told.filter(
    (problem) => isUnread(problem) && (problem.path === null || !named.has(problem.path)),
  );
  return {
    findings: told.map((problem) => findingOf(problem, differing, nameOf)),
    skipped: unread.map(({ code, path, detail }) =>
      skippedOf(path === null ? null : (nameOf(path)?.path ?? path), `${code}: ${detail}`, null),
    ),
  };
}

/** Endings of what is run, loaded or read by a tool: under these, a link gives other bytes a part to play. */
const CODE = /\.(?:[cm]?[jt]sx?|json|pyw?|pyc|pth|sh|bat|cmd|ps1|so|pyd|node|dll|exe|gyp)$/i;
/** Names that a command has, or a folder. */
const PLAIN = /(?:^|\/)[^/.]*$/;
/** Settings count at the top of a package only. */
const SETTINGS = /^(?:[^/]+\/)?[^/]+\.(?:toml|cfg)$/i;
/** Texts that have no ending in their names. */
const TEXT =
  /(?:^|\/)(?:LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|README|CHANGES|CHANGELOG|HISTORY|NEWS|AUTHORS|CONTRIBUTORS|CONTRIBUTING|TODO|VERSION)$/i;

function playsAPart(path: string): boolean {
  return !TEXT.test(path) && (CODE.test(path) || PLAIN.test(path) || SETTINGS.test(path));
}

/** Folders of a machine are full of links: those of packages beside this one, and to whole folders, are no gap in it. */
function isCodeOf(directoryPath: string | null): boolean {
  return directoryPath !== null && CODE.test(directoryPath) && !/(?:^|\/)node_modules\//.test(directoryPath);
}

function linksOf({ entries }: ArtifactView): ArtifactView['entries'] {
  return entries.filter(({ kind }) => kind === 'symlink' || kind === 'hardlink');
}

/** Links to members that are read under their own names, by names that nothing runs: no bytes of theirs are unread. */
function plainLinks(view: ArtifactView): ReadonlySet<string> {
  const links = view.entries.filter(({ kind, path }) => kind === 'symlink' && !playsAPart(path));
  if (links.length === 0) return new Set();
  const read = new Set(
    view.entries
      .filter(({ kind, unread }) => kind === 'file' && unread === undefined)
      .map(({ path }) => path),
  );
  const isRead = ({ path, linkTarget }: (typeof links)[number]): boolean =>
    linkTarget !== null && !isAbsolute(linkTarget) && read.has(join(dirname(path), linkTarget));
  return new Set(links.filter(isRead).map(({ path }) => path));
}

/**
 * To be asked once members were read: what is wrong with them is known only then.
 * @param followed paths of links that were read as what they stand for.
 * @param differing paths of members in whose place some machines have another one, with other content.
 * @param nameOf how the package names a member, so that a file has one path wherever it is told.
 */
export function reportContainer(
  view: ArtifactView,
  followed: Iterable<string> = [],
  differing: ReadonlySet<string> = NOTHING,
  nameOf: MemberNames = UNNAMED,
): Report {
  const { members, restCount } = view.unread;
  const skipped = members.map(({ path, code, sizeBytes }) =>
    skippedOf(nameOf(path)?.path ?? path, code, sizeBytes),
  );
  if (restCount !== null && restCount > 0) {
    skipped.push(skippedOf(null, `${restCount} further members were left unread`, null));
  }
  const isArchive = view.facts.container !== 'directory';
  const read = new Set([...plainLinks(view), ...followed]);
  // Of many problems of a kind only the first ones have a path.
  const isRest = ({ code, path }: ArchiveProblem): boolean =>
    path === null && code === 'link' && linksOf(view).every((link) => read.has(link.path));
  const report = reportProblems(
    view.problems,
    new Set([...members.map(({ path }) => path), ...read]),
    (problem) =>
      UNREAD.test(problem.code) ||
      (STANDS_FOR_OTHERS.test(problem.code) && (isArchive || isCodeOf(problem.path)) && !isRest(problem)),
    differing,
    nameOf,
  );
  return { findings: report.findings, skipped: [...skipped, ...report.skipped] };
}

/** What is wrong with containers inside the package: it runs when what is in them may. */
export function reportNested(problems: readonly (ArchiveProblem & { readonly stage: Stage })[]): Report {
  const reports = problems.map((problem) => {
    const { findings, skipped } = reportProblems([problem]);
    return { findings: findings.map((finding) => ({ ...finding, stage: problem.stage })), skipped };
  });
  return {
    findings: reports.flatMap(({ findings }) => findings),
    skipped: reports.flatMap(({ skipped }) => skipped),
  };
}
