import {
  AppError,
  describeError,
  type FeedProblem,
  type KnownOwners,
  type RegistryFeed,
  type ResolvedPackage,
  safeText,
} from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import { type PackageReceipt, SWEPT_AWAY, SWEPT_UP } from '@weir/store';
import { fileChangesOf } from './file-changes.ts';
import { ownerChangesOf } from './owner-changes.ts';
import { changeKey, removalsOf, type SeenChange } from './removals.ts';

/** Whether a package needs another look. `waitMs`: the registry asked for at least this pause. */
export type Judgement =
  | { readonly kind: 'settle' }
  | { readonly kind: 'later'; readonly reason: string; readonly waitMs: number }
  /**
   * Nothing new, and nothing that is known to be missing: a touch of metadata, or a version that is held back and whose
   * release brings no row of its own. Looked at a few times more, reckoned from `since`; no gap when nothing comes.
   */
  | { readonly kind: 'watch'; readonly reason: string; readonly since: Date }
  /** The month's requests are used up for this kind of look: it comes later, and that counts for nothing. */
  | { readonly kind: 'unpaid'; readonly reason: string; readonly waitMs: number }
  /** No look will help: a gap. */
  | { readonly kind: 'give-up'; readonly reason: string };

/** One look at a package: what was there, what it means, and whether to look again. */
export interface Look {
  readonly name: string;
  /** Null when the document could not be read. */
  readonly resolved: ResolvedPackage | null;
  /** Those that were not told before. */
  readonly changes: readonly SeenChange[];
  readonly problems: readonly FeedProblem[];
  readonly judgement: Judgement;
  /** Whether the registry has the package any more; null when this look does not tell. */
  readonly gone: boolean | null;
  /** The package was deleted and published anew since it was read last. */
  readonly reborn?: boolean;
  /** The document is older than the one that was read before: it is none that was read, whatever a sweep says meanwhile. */
  readonly outdated?: boolean;
  /** Who owns the package, where this look read it; null or absent otherwise. */
  readonly owners?: KnownOwners | null;
}

/** What is known of a package before a look. */
export interface Before {
  readonly receipt: PackageReceipt | null;
  readonly known: ReadonlySet<string>;
  /** Version by filename, where releases gain files; empty elsewhere. */
  readonly knownFiles: ReadonlyMap<string, string>;
  /** Keys of changes that stand already ({@link changeKey}). */
  readonly told: ReadonlySet<string>;
  /** What was published before this is history to whoever sees the package for the first time. */
  readonly seedBefore: Date;
  /** Revisions of the rows that announced versions lately; empty where rows announce none, and at a first look. */
  readonly announced: readonly string[];
  /** Why this look is made. */
  readonly lookReason: string;
  /** What a row announced and is not there at this look never will be: it was looked for long enough, past every cache. */
  readonly isLastLook: boolean;
  /** When this look is made, and for how long a package answers nothing before it is gone. */
  readonly at: Date;
  readonly goneAfterMs: number;
  /** When the registry last served a package past its caches; null when this process saw none. */
  readonly servedAt: Date | null;
}

const SETTLE: Judgement = { kind: 'settle' };

function later(reason: string, waitMs = 0): Judgement {
  return { kind: 'later', reason, waitMs };
}

/** How the reason of a look begins that is only watchful: the last one showed nothing new. */
const NOTHING_NEW = 'nothing new';

/** Watches from a change on, if there was one. */
function watch(since: Date | null | undefined): Judgement {
  return since ? { kind: 'watch', reason: NOTHING_NEW, since } : SETTLE;
}

/** True for a look that is only watchful: it may cost no request that others need more. */
export function isWatchful(reason: string): boolean {
  return reason.startsWith(NOTHING_NEW);
}

/** True for a look that the sweep asked for: the feed told nothing of it. */
export function isSwept(reason: string): boolean {
  return reason.startsWith(SWEPT_AWAY) || reason.startsWith(SWEPT_UP);
}

/** What a look stays, also when it failed: watchful, or asked for by the sweep. */
function lastingReason(reason: string): string | null {
  return [NOTHING_NEW, SWEPT_AWAY, SWEPT_UP].find((prefix) => reason.startsWith(prefix)) ?? null;
}

const WHOLE_PACKAGE = { kind: 'removed', version: null } as const;

/** How the reason of a look begins whose last one found nothing. */
const ABSENT = 'the document answers';

/**
 * So many looks in a row must have found nothing, however long ago the first was: between two of them the feeder may
 * have been down. The shipped ladder has made more of them by `goneAfterMs`.
 */
const ABSENT_LOOKS_MIN = 4;

/**
 * So many looks in a row at a name that the list lacks, where names that are held are not listed either: of 698 projects
 * that a campaign quarantined, one slip of a cache told 14 to be removed.
 */
const SWEPT_LOOKS_MIN = 3;

/** Since when looks found nothing, and how many, by the reason of the last of them; null when that found something. */
function absentBefore(lookReason: string): { readonly since: Date; readonly looks: number } | null {
  if (!lookReason.startsWith(ABSENT)) return null;
  const told = /, (?<looks>\d{1,6}) times since (?<at>\S+)$/.exec(lookReason)?.groups;
  const ms = Date.parse(told?.at ?? '');
  return Number.isFinite(ms) ? { since: new Date(ms), looks: Number(told?.looks) } : null;
}

/** What a registry answers for what it does not have. Others (403, 451) come from a gate on the way: nothing is told by them. */
const GONE_STATUSES: ReadonlySet<number> = new Set([404, 410]);

/** A package that is not served. The feed said so, or all names together did: else it is only not there yet. */
function judgeAbsence(
  feed: RegistryFeed,
  name: string,
  resolved: Extract<ResolvedPackage, { kind: 'absent' }>,
  { receipt, known, told, lookReason, at, goneAfterMs, servedAt }: Before,
): Look {
  const gone: SeenChange = { ...WHOLE_PACKAGE, reason: 'deleted in the feed' };
  const look = { name, resolved, problems: [] };
  const news = told.has(changeKey(gone)) ? [] : [gone];
  // Where no row deletes, what is held or has no release is known as gone, too: one more slip would tell it removed.
  const isKnown = receipt?.deleted === true && (!feed.traits.absentIsGone || news.length === 0);
  if (isKnown) return { ...look, changes: news, judgement: SETTLE, gone: true };
  if (feed.traits.absentIsGone && !GONE_STATUSES.has(resolved.status)) {
    const lasting = lastingReason(lookReason);
    const refused = `the registry refuses with ${resolved.status}`;
    const reason = lasting === null ? refused : `${lasting}; ${refused}`;
    return { ...look, changes: [], judgement: later(reason), gone: null };
  }
  if (lookReason.startsWith(SWEPT_AWAY)) {
    const absent = Number(/, absent (?<times>\d{1,6})\b/.exec(lookReason)?.groups?.times ?? 0) + 1;
    if (feed.traits.absentIsGone && absent < SWEPT_LOOKS_MIN)
      return { ...look, changes: [], judgement: later(`${SWEPT_AWAY}, absent ${absent}`), gone: null };
    // A name that nobody ever saw a document of is no package that went: a row made it up.
    const existed = known.size > 0 || (receipt?.fetchedRevision ?? null) !== null || feed.traits.absentIsGone;
    return { ...look, changes: existed ? news : [], judgement: SETTLE, gone: true };
  }
  // One such answer can be a slip of a cache, or of a server that is being replaced.
  const before = absentBefore(lookReason);
  const since = before?.since ?? at;
  const looks = (before?.looks ?? 0) + 1;
  const isLong = looks >= ABSENT_LOOKS_MIN && at.getTime() - since.getTime() >= goneAfterMs;
  // A registry that served nothing else meanwhile has lost its pages, not this package.
  const isServing = servedAt !== null && servedAt > since;
  if (feed.traits.absentIsGone && isLong && isServing) {
    const reason = `the registry answers ${resolved.status}`;
    return { ...look, changes: news.map((change) => ({ ...change, reason })), judgement: SETTLE, gone: true };
  }
  const answers = `${ABSENT} ${resolved.status}, ${looks} times since ${since.toISOString()}`;
  return { ...look, changes: [], judgement: later(answers), gone: null };
}

/**
 * True for a package that was deleted and published anew since it was read last: then its revisions began again, and
 * a lower one is no older copy.
 */
function isReborn(
  { createdAt }: Extract<ResolvedPackage, { kind: 'present' }>,
  receipt: PackageReceipt | null,
): boolean {
  const readAt = receipt?.lastFetchedAt ?? null;
  return createdAt !== null && readAt !== null && createdAt > readAt.toISOString();
}

/**
 * True for a document that was written since the one that was read last. Copies of one revision differ: a version that
 * was held back can show without a new one, and a cache can serve what was there before.
 */
function isNewer(
  feed: RegistryFeed,
  { revision }: Extract<ResolvedPackage, { kind: 'present' }>,
  receipt: PackageReceipt | null,
): boolean {
  const readBefore = receipt?.fetchedRevision ?? null;
  return feed.coversRevision(revision, readBefore) && feed.changesBetween(readBefore, revision) !== 0;
}

/**
 * False for a look that brought releases and had more than one change to show: one of them can be a version that is
 * held back. Of a package that is older than Weir's first look at it, nobody knows how many changes are new.
 */
function showsEveryChange(
  feed: RegistryFeed,
  { revision, seeded }: Extract<ResolvedPackage, { kind: 'present' }>,
  reborn: boolean,
  receipt: PackageReceipt | null,
): boolean {
  const readBefore = reborn ? null : (receipt?.fetchedRevision ?? null);
  if (readBefore === null && seeded.length > 0) return true;
  const changes = feed.changesBetween(readBefore, revision);
  return changes === null || changes <= 1;
}

/**
 * Versions that rows announced and that were gone before anybody could read them. Told by the rows, as what is expected
 * of a package is the last of them only, and a sweep takes its place.
 */
function goneUnseen(
  feed: RegistryFeed,
  { listed }: Extract<ResolvedPackage, { kind: 'present' }>,
  { known, told, announced, isLastLook }: Before,
): readonly SeenChange[] {
  if (!isLastLook) return [];
  const there = [...listed, ...known];
  return announced.flatMap((revision): SeenChange[] => {
    const version = feed.announcedVersion?.(revision) ?? null;
    if (version === null || feed.coversRevision(null, revision, there)) return [];
    const reason = 'announced, and gone before it could be read';
    const change: SeenChange = { kind: 'removed', version, reason };
    return told.has(changeKey(change)) ? [] : [change];
  });
}

/**
 * Judges the document of a package whose releases gain files. Files that follow their release by minutes are looked for
 * as long as the last row is young.
 */
function judgeFiles(
  feed: RegistryFeed,
  name: string,
  resolved: Extract<ResolvedPackage, { kind: 'present' }>,
  before: Before,
): Look {
  const { receipt, known, knownFiles, told } = before;
  const expected = receipt?.seenRevision ?? null;
  const readBefore = receipt?.fetchedRevision ?? null;
  const isOlder = resolved.readable && !feed.coversRevision(resolved.revision, readBefore);
  // Past every cache and still older: the registry came back from a backup, and its revisions began again.
  const regressed = isOlder && before.isLastLook;
  const newer = regressed || (resolved.readable && isNewer(feed, resolved, receipt));
  const covers =
    resolved.quarantined === true || feed.coversRevision(resolved.revision, expected, resolved.listed);
  const changes = newer ? fileChangesOf(resolved, { versions: known, files: knownFiles, told }) : [];
  const isExplained = before.isLastLook && feed.announcedVersion?.(expected ?? '') != null;
  const outdated = isOlder && !regressed;
  const stale = outdated || (!covers && !isExplained);
  // Of a project in quarantine nothing is listed, and nothing is gone.
  const tells = resolved.readable && !stale && resolved.quarantined !== true;
  const unseen = tells ? goneUnseen(feed, resolved, before) : [];
  const ownersBefore = receipt?.owners ?? null;
  const knownOwners = regressed && ownersBefore ? { ...ownersBefore, revision: null } : ownersBefore;
  const seenOwners = tells ? ownerChangesOf(resolved, knownOwners, feed.coversRevision) : null;
  const look = {
    name,
    resolved,
    changes: [...changes, ...unseen, ...(seenOwners?.changes ?? [])],
    problems: resolved.problems,
    reborn: regressed,
    outdated,
    owners: seenOwners?.owners ?? null,
    gone: stale || !resolved.readable ? null : resolved.listed.length === 0,
  };
  if (!resolved.readable) return { ...look, judgement: later('the document does not list its files') };
  if (stale) {
    const wanted = isOlder ? readBefore : expected;
    return { ...look, judgement: later(`served ${resolved.revision}, expected ${wanted}`) };
  }
  if (resolved.owners === null) return { ...look, judgement: later('no document tells the owners yet') };
  return { ...look, judgement: watch(receipt?.lastSeenAt) };
}

/**
 * Judges a document that was answered, or its absence. It is looked at again while it is older than its row, while a
 * new package shows no release at all, and for a while when it shows nothing new: npm holds versions back for minutes
 * as a rule and for hours at times, and nobody promises a second row at their release (2026-07).
 */
export function judgeLook(feed: RegistryFeed, name: string, resolved: ResolvedPackage, before: Before): Look {
  const { receipt, known, seedBefore } = before;
  const isNew = (change: SeenChange): boolean => !before.told.has(changeKey(change));
  if (resolved.kind === 'absent') return judgeAbsence(feed, name, resolved, before);
  if (feed.traits.filesComeLater) return judgeFiles(feed, name, resolved, before);
  const reborn = isReborn(resolved, receipt);
  const newer = reborn || isNewer(feed, resolved, receipt);
  // What went with the whole package was told with it.
  const standing = reborn && before.told.has(changeKey(WHOLE_PACKAGE)) ? new Set<string>() : known;
  const changes = removalsOf(resolved, standing, { seedBefore, newer: newer && resolved.readable });
  const expected = receipt?.seenRevision ?? null;
  const stale = !feed.coversRevision(resolved.revision, expected);
  const look = {
    name,
    resolved,
    changes: changes.filter(isNew),
    problems: resolved.problems,
    reborn,
    // A tombstone is gone for good; a copy that is older than its row says nothing.
    gone: stale || !resolved.readable ? null : resolved.listed.length === 0,
  };
  if (!resolved.readable) return { ...look, judgement: later('the document does not list its versions') };
  if (stale) return { ...look, judgement: later(`served ${resolved.revision}, expected ${expected}`) };
  if (resolved.takedown || resolved.unpublished) return { ...look, judgement: SETTLE };
  if (resolved.releases.length > 0) {
    // What was held back before may still be.
    const isWhole = showsEveryChange(feed, resolved, reborn, receipt);
    return { ...look, judgement: watch(isWhole ? receipt?.watchedSince : receipt?.lastSeenAt) };
  }
  const noRelease = resolved.listed.length === resolved.placeholders.length && known.size === 0;
  if (noRelease && changes.length === 0) return { ...look, judgement: later('no release yet') };
  // Changes explain nothing: what is gone stays gone, and shows at every look.
  return { ...look, judgement: watch(receipt?.lastSeenAt) };
}

/**
 * What a look can fail with for good: a fact about the package, not about the registry. A document over its cap is
 * none: an answer without an end looks the same, once. One that came whole and takes too much memory is one.
 */
const HOPELESS = new Set(['NAME_INVALID', 'DOCUMENT_HEAP']);

/** A look that no repeat will mend: a problem and a gap. */
export function hopelessLook(name: string, error: AppError): Look {
  const reason = describeError(error);
  const { excerpt } = error.fields;
  const raw = typeof excerpt === 'string' ? `${name}: ${excerpt}` : name;
  const problem = { code: error.code, detail: safeText(reason, 500), raw: safeText(raw, 1_500) };
  const judgement = { kind: 'give-up' as const, reason };
  return { name, resolved: null, changes: [], problems: [problem], judgement, gone: null };
}

/**
 * Judges a look that failed. Errors of the registry are fates of this look; any other error is thrown on.
 * @param lookReason why this look was made: a watchful one stays watchful.
 * @param since when its row was seen; null when no row told of it.
 */
export function judgeFailure(name: string, error: unknown, lookReason: string, since: Date | null): Look {
  if (!(error instanceof AppError)) throw error;
  const look = hopelessLook(name, error);
  if (HOPELESS.has(error.code)) return look;
  const waitMs = retryAfterMsOf(error);
  if (error.code === 'REQUEST_ALLOWANCE_SPENT') {
    // Nothing is wrong with the package: no problem is kept. A watchful look is made up for by the next rung.
    const judgement: Judgement =
      isWatchful(lookReason) && since !== null
        ? watch(since)
        : { kind: 'unpaid', reason: lookReason, waitMs };
    return { ...look, problems: [], judgement };
  }
  const lasting = lastingReason(lookReason);
  const failure = describeError(error);
  return { ...look, judgement: later(lasting === null ? failure : `${lasting}; ${failure}`, waitMs) };
}
