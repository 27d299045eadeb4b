import type { DirectoryEvidenceStore } from '@weir/evidence';
import { type Clock, describeError, type Logger } from '@weir/model';
import type { Store } from '@weir/store';
import type { RetentionConfig } from './config.ts';

const HOUR_MS = 3_600_000;
/** Partitions are made a month ahead and more; a few looks a day leave time to see that it fails. */
const PARTITIONS_EVERY_MS = 6 * HOUR_MS;
/** What is due goes within the day; a collection looks at every blob. */
const EVIDENCE_EVERY_MS = 6 * HOUR_MS;

interface MaintenanceDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs a round again and again until it is disposed, which lets the round in hand end. Errors are told and waited out. */
function keepDoing(
  deps: MaintenanceDeps,
  everyMs: number,
  trouble: string,
  round: (signal: AbortSignal) => Promise<void>,
): AsyncDisposable {
  const stop = new AbortController();
  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await deps.clock.sleep(everyMs, stop.signal);
        await round(stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) deps.logger.error({ error: describeError(error) }, trouble);
      }
    }
  }
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('maintenance is over'));
      await running;
    },
  };
}

/** Creates the partitions of coming months, and drops raw feed rows that are due, until it is disposed. */
export function keepPartitionsAhead(store: Store, deps: MaintenanceDeps): AsyncDisposable {
  return keepDoing(
    deps,
    PARTITIONS_EVERY_MS,
    'partitions could not be created, trying again later',
    async () => store.ensurePartitions(new Date(deps.clock.now())),
  );
}

/** The evidence store, its list and what may be kept. */
export interface EvidenceUpkeep extends MaintenanceDeps {
  readonly store: Pick<Store, 'evidence'>;
  readonly evidence: Pick<DirectoryEvidenceStore, 'collectOrphans'>;
  readonly evidenceDir: string;
  readonly retention: RetentionConfig;
}

/**
 * Takes kept files that are due, or over the cap, off the list, then removes blobs that are on no list and a day old.
 * One process at a time for each directory; false when another one is at it. In this order: what a crash leaves
 * between the two is an orphan, and the next round's.
 */
export async function tidyEvidence(upkeep: EvidenceUpkeep, signal?: AbortSignal): Promise<boolean> {
  const { store, evidence, retention, clock, logger } = upkeep;
  return store.evidence.alone(`evidence:${upkeep.evidenceDir}`, async () => {
    const before = new Date(clock.now() - retention.days * 24 * HOUR_MS);
    const expired = await store.evidence.expirePacks(before, retention.bytesMax);
    const collected = await evidence.collectOrphans(
      (digests) => store.evidence.findReferenced(digests),
      signal === undefined ? {} : { signal },
    );
    if (expired.packs + collected.blobs + collected.tempFiles > 0)
      logger.info({ expired, collected }, 'evidence was tidied');
  });
}

/** Tidies the evidence store a few times a day until it is disposed. */
export function keepEvidenceTidy(upkeep: EvidenceUpkeep): AsyncDisposable {
  return keepDoing(
    upkeep,
    EVIDENCE_EVERY_MS,
    'evidence could not be tidied, trying again later',
    async (signal) => void (await tidyEvidence(upkeep, signal)),
  );
}
