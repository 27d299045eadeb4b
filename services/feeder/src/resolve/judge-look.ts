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
import { removalsOf, type SeenChange } from './removals.ts';

/** Whether a package needs another look. `waitMs`: the registry asked for at least this pause. */
export type Judgement =
  | { readonly kind: 'settle' }
  | { readonly kind: 'later'; readonly reason: string; readonly waitMs: number }
  /** No look will help: a gap. */
  | { readonly kind: 'give-up'; readonly reason: string };

/** One look at a package: what was there, what it means, and whether to look again. */
export interface Look {
  readonly name: string;
  /** Null when the document could not be read. */
  readonly resolved: ResolvedPackage | null;
  readonly changes: readonly SeenChange[];
  readonly problems: readonly FeedProblem[];
  readonly judgement: Judgement;
}

/** What is known of a package before a look. */
export interface Before {
  readonly receipt: PackageReceipt | null;
  readonly known: ReadonlySet<string>;
  /** Unknown versions older than this are history. */
  readonly seedBefore: Date;
}

const SETTLE: Judgement = { kind: 'settle' };

function later(reason: string, waitMs = 0): Judgement {
  return { kind: 'later', reason, waitMs };
}

/**
 * Judges a document that was answered, or its absence. It is looked at again while it is older than its row, and
 * while a new package shows no release at all: both are ordinary for minutes, and for hours at times.
 */
export function judgeLook(feed: RegistryFeed, name: string, resolved: ResolvedPackage, before: Before): Look {
  const { receipt, known, seedBefore } = before;
  if (resolved.kind === 'absent') {
    const deleted = receipt?.deleted ?? false;
    const gone: SeenChange = { kind: 'removed', version: null, reason: 'deleted in the feed' };
    const judgement = deleted ? SETTLE : later(`the document answers ${resolved.status}`);
    return { name, resolved, changes: deleted ? [gone] : [], problems: [], judgement };
  }
  const notOlder = feed.coversRevision(resolved.revision, receipt?.fetchedRevision ?? null);
  const changes = removalsOf(resolved, known, { seedBefore, notOlder });
  const look = { name, resolved, changes, problems: resolved.problems };
  const expected = receipt?.seenRevision ?? null;
  if (!feed.coversRevision(resolved.revision, expected)) {
    return { ...look, judgement: later(`served ${resolved.revision}, expected ${expected}`) };
  }
  const nothing = resolved.listed.length === resolved.placeholders.length && known.size === 0;
  return { ...look, judgement: nothing && changes.length === 0 ? later('no release yet') : SETTLE };
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
 */
export function judgeFailure(name: string, error: unknown): Look {
  if (!(error instanceof AppError)) throw error;
  const look = hopelessLook(name, error);
  if (HOPELESS.has(error.code)) return look;
  return { ...look, judgement: later(describeError(error), retryAfterMsOf(error)) };
}
