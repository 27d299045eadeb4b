import type { ListedFile, ResolvedPackage } from '@weir/model';
import { changeKey, type SeenChange } from './removals.ts';

type Present = Extract<ResolvedPackage, { kind: 'present' }>;

/** What is known of a package whose releases are several files. */
export interface KnownFiles {
  /** Versions, history included. */
  readonly versions: ReadonlySet<string>;
  /** Version by filename of what was told. */
  readonly files: ReadonlyMap<string, string>;
  /** Keys of changes that stand. */
  readonly told: ReadonlySet<string>;
}

const PACKAGE = { version: null } as const;

/** Releases of which every file is yanked, with the reason of the first: PyPI yanks releases, mirrors may yank files. */
function yankedReleases(files: readonly ListedFile[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string | null>();
  for (const { version, yanked } of files) {
    const before = reasons.get(version);
    reasons.set(version, before === undefined ? yanked : before === null || yanked === null ? null : before);
  }
  return new Map([...reasons].flatMap(([version, reason]) => (reason === null ? [] : [[version, reason]])));
}

function yanksOf(files: readonly ListedFile[]): SeenChange[] {
  const whole = yankedReleases(files);
  return [
    ...[...whole].map(([version, reason]) => ({ kind: 'yanked' as const, version, reason })),
    ...files.flatMap(({ version, filename, yanked }): SeenChange[] =>
      yanked === null || whole.has(version) ? [] : [{ kind: 'yanked', version, filename, reason: yanked }],
    ),
  ];
}

/** Removals: versions that are not listed any more, and files of versions that are. */
function removalsOf({ listed, files = [] }: Present, { versions, files: known }: KnownFiles): SeenChange[] {
  const listedVersions = new Set(listed);
  const listedFiles = new Set(files.map(({ filename }) => filename));
  return [
    ...[...versions]
      .filter((version) => !listedVersions.has(version))
      .map((version) => ({
        kind: 'removed' as const,
        version,
        reason: 'not listed any more: removed, or in quarantine',
      })),
    ...[...known].flatMap(([filename, version]): SeenChange[] =>
      listedVersions.has(version) && !listedFiles.has(filename)
        ? [{ kind: 'removed', version, filename, reason: 'the file is not listed any more' }]
        : [],
    ),
  ];
}

/** What stands and is not so any more. */
function restoredOf(now: readonly SeenChange[], present: Present, told: ReadonlySet<string>): SeenChange[] {
  const still = new Set(now.map(changeKey));
  const listed = new Set(present.listed);
  const files = new Set((present.files ?? []).map(({ filename }) => filename));
  return [...told].flatMap((key): SeenChange[] => {
    if (still.has(key)) return [];
    const [kind, version, filename] = JSON.parse(key) as [string, string | null, string | null];
    const isThere = filename !== null ? files.has(filename) : version === null || listed.has(version);
    if (!isThere || !(kind === 'removed' || kind === 'yanked' || kind === 'quarantined')) return [];
    const reason = `${kind} no more`;
    return [{ kind: 'restored', version, ...(filename === null ? {} : { filename }), reason }];
  });
}

/**
 * What a document says of releases that are several files: removals, yanks, quarantine, and what came back. Pure. The
 * document must be newer than what is known: an older copy would take back what was told.
 */
export function fileChangesOf(present: Present, known: KnownFiles): SeenChange[] {
  const { told, versions } = known;
  const quarantined: SeenChange = { kind: 'quarantined', ...PACKAGE, reason: 'project status quarantined' };
  // Nothing that a quarantined project lacks is gone.
  if (present.quarantined) return told.has(changeKey(quarantined)) ? [] : [quarantined];
  const fresh = new Set(present.releases.map(({ version }) => version));
  const now = [...removalsOf(present, known), ...yanksOf(present.files ?? [])];
  const news = now
    .filter((change) => !told.has(changeKey(change)))
    .map((change): SeenChange => {
      const isHistory =
        change.kind === 'yanked' &&
        change.version !== null &&
        !versions.has(change.version) &&
        !fresh.has(change.version);
      return isHistory ? { ...change, history: true } : change;
    });
  return [...restoredOf(now, present, told), ...news];
}
