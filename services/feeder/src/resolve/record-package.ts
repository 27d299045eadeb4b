import {
  type AnyEvent,
  digestOfFacts,
  type FeedProblem,
  normalizeName,
  type Origin,
  type Registry,
  type ReleaseRef,
  type ResolvedPackage,
  type ResolvedRelease,
  safeText,
} from '@weir/model';
import type { Tx } from '@weir/store';
import type { FeederDeps } from '../deps.ts';
import { changeEvent, changeOf, type EventFrame, findRef, publishedEvents } from './events.ts';
import { inOrder } from './portions.ts';
import type { SeenChange } from './removals.ts';

/** What one look at a package brought. */
export interface PackageRecord {
  readonly registry: Registry;
  readonly name: string;
  readonly resolved: Pick<Extract<ResolvedPackage, { kind: 'present' }>, 'releases' | 'seeded' | 'problems'>;
  readonly changes: readonly SeenChange[];
  readonly origin: Origin;
  readonly at: Date;
}

/** What became durable. */
export interface Recorded {
  readonly published: readonly ResolvedRelease[];
  readonly changes: readonly SeenChange[];
  readonly seeded: number;
  readonly problems: readonly FeedProblem[];
}

/** The release's name for the system, or a problem when nothing can name it. */
function nameOf(
  record: PackageRecord,
  version: string,
  problems: FeedProblem[],
  displayName: string = record.name,
): ReleaseRef | null {
  const ref = findRef(record.registry, displayName, version);
  if (ref) return ref;
  const raw = safeText(JSON.stringify({ name: record.name, version }), 4096);
  problems.push({ code: 'release-unnameable', detail: `no purl can name a version of ${record.name}`, raw });
  return null;
}

/**
 * Writes releases, facts, files, history, changes, problems and their events into one transaction. What the store has
 * already makes no event: doing it again is safe.
 */
export async function recordPackage(
  tx: Tx,
  store: FeederDeps['store'],
  record: PackageRecord,
): Promise<Recorded> {
  const { registry, resolved, at } = record;
  const frame: EventFrame = { registry, origin: record.origin, at };
  const problems = [...resolved.problems];
  const events: AnyEvent[] = [];
  const published: ResolvedRelease[] = [];
  for (const release of inOrder(resolved.releases)) {
    // One that normalizes to another name would be another package.
    const shown = normalizeName(registry, release.displayName) === normalizeName(registry, record.name);
    const ref = nameOf(record, release.version, problems, shown ? release.displayName : record.name);
    if (!ref) continue;
    const { files, facts } = release;
    const { publishedAt } = facts;
    const digest = digestOfFacts(facts);
    const saved = await store.releases.save(tx, {
      ref,
      files,
      facts,
      factsDigest: digest,
      publishedAt,
      seenAt: at,
    });
    const made = publishedEvents(frame, ref, files, saved, { digest, publishedAt });
    if (made.length > 0) published.push(release);
    events.push(...made);
  }
  const history = resolved.seeded.flatMap(({ version, publishedAt }) => {
    const ref = nameOf(record, version, problems);
    return ref ? [{ ref, publishedAt }] : [];
  });
  const seeded = history.length > 0 ? await store.releases.seed(tx, history, at) : 0;
  const changes: SeenChange[] = [];
  for (const change of record.changes) {
    if (change.version !== null && !nameOf(record, change.version, problems)) continue;
    const data = changeOf(frame, record.name, change);
    if (!(await store.releases.saveChange(tx, change.kind, data))) continue;
    if (change.history) continue;
    changes.push(change);
    events.push(changeEvent(frame, change.kind, data));
  }
  if (problems.length > 0) await store.feeds.saveProblems(tx, registry, problems, at);
  if (events.length > 0) await tx.emit(events);
  return { published, changes, seeded, problems };
}
