import {
  AppError,
  describeError,
  type FeedProblem,
  type RegistryFeed,
  type ResolvedPackage,
  safeText,
} from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import type { PackageReceipt } from '@weir/store';
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
}

/** What is known of a package before a look. */
export interface Before {
  readonly receipt: PackageReceipt | null;
  readonly known: ReadonlySet<string>;
  /** Keys of changes that stand already ({@link changeKey}). */
  readonly told: ReadonlySet<string>;
  /** What was published before this is history to whoever sees the package for the first time. */
  readonly seedBefore: Date;
}

const SETTLE: Judgement = { kind: 'settle' };

function later(reason: string, waitMs = 0): Judgement {
  return { kind: 'later', reason, waitMs };
}

/** How the reason of a look begins that is only watchful: the last one showed nothing new. */
const NOTHING_NEW = 'nothing new';

/** True for a look that is only watchful: it may cost no request that others need more. */
export function isWatchful(reason: string): boolean {
  return reason.startsWith(NOTHING_NEW);
}

/**
 * Judges a document that was answered, or its absence. It is looked at again while it is older than its row, while a
 * new package shows no release at all, and for a while when it shows nothing new: npm holds versions back for minutes
 * as a rule and for hours at times, and nobody promises a second row at their release (2026-07).
 */
export function judgeLook(feed: RegistryFeed, name: string, resolved: ResolvedPackage, before: Before): Look {
  const { receipt, known, seedBefore } = before;
  const isNew = (change: SeenChange): boolean => !before.told.has(changeKey(change));
  if (resolved.kind === 'absent') {
    const deleted = receipt?.deleted ?? false;
    const gone: SeenChange = { kind: 'removed', version: null, reason: 'deleted in the feed' };
    const judgement = deleted ? SETTLE : later(`the document answers ${resolved.status}`);
    return { name, resolved, changes: deleted ? [gone].filter(isNew) : [], problems: [], judgement };
  }
  const notOlder = feed.coversRevision(resolved.revision, receipt?.fetchedRevision ?? null);
  const changes = removalsOf(resolved, known, { seedBefore, notOlder });
  const look = { name, resolved, changes: changes.filter(isNew), problems: resolved.problems };
  const expected = receipt?.seenRevision ?? null;
  if (!feed.coversRevision(resolved.revision, expected)) {
    return { ...look, judgement: later(`served ${resolved.revision}, expected ${expected}`) };
  }
  if (resolved.releases.length > 0 || resolved.takedown || resolved.unpublished) {
    return { ...look, judgement: SETTLE };
  }
  const noRelease = resolved.listed.length === resolved.placeholders.length && known.size === 0;
  if (noRelease && changes.length === 0) return { ...look, judgement: later('no release yet') };
  // Changes explain nothing: what is gone stays gone, and shows at every look.
  return {
    ...look,
    judgement: receipt ? { kind: 'watch', reason: NOTHING_NEW, since: receipt.lastSeenAt } : SETTLE,
  };
}

/** What a look can fail with for good: a fact about the package, not about the registry. */
const HOPELESS = new Set(['NAME_INVALID', 'DOCUMENT_TOO_LARGE']);

/** A look that no repeat will mend: a problem and a gap. */
export function hopelessLook(name: string, error: AppError): Look {
  const reason = describeError(error);
  const problem = { code: error.code, detail: safeText(reason, 500), raw: safeText(name, 500) };
  return { name, resolved: null, changes: [], problems: [problem], judgement: { kind: 'give-up', reason } };
}

/**
 * Judges a look that failed. Errors of the registry are fates of this look; any other error is thrown on.
 * @param lookReason why this look was made: a watchful one stays watchful.
 */
export function judgeFailure(name: string, error: unknown, lookReason: string): Look {
  if (!(error instanceof AppError)) throw error;
  const look = hopelessLook(name, error);
  if (HOPELESS.has(error.code)) return look;
  const failure = describeError(error);
  const reason = isWatchful(lookReason) ? `${NOTHING_NEW}; ${failure}` : failure;
  return { ...look, judgement: later(reason, retryAfterMsOf(error)) };
}
