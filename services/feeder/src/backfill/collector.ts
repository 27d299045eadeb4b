import { AppError, type Clock } from '@weir/model';
import type { Recheck, Store } from '@weir/store';
import { z } from 'zod';
import { formatListed } from './package-list.ts';
import type { BackfillSource } from './source.ts';

/** How far the collecting of a backfill's packages has come: what its row in the rechecks holds. */
const collectedSchema = z.object({
  position: z.string().nullable(),
  collected: z.number().int().nonnegative(),
  total: z.number().int().nonnegative().nullable(),
  finished: z.boolean(),
});
export type Collected = z.infer<typeof collectedSchema>;

const SUBJECT = 'packages';
/** Least urgent of the rechecks. */
const PRIORITY = 3;

/** Kind of the rechecks that hold what is left of one backfill. */
export function backfillKind(source: Pick<BackfillSource, 'id'>): string {
  return `backfill:${source.id}`;
}

/** Puts the packages of a source into rechecks, batch by batch. */
export interface Collector {
  /** Begins, or takes up what an earlier run began. */
  begin(): Promise<Collected>;
  /** How far it has come; null when it is over. */
  find(): Promise<Collected | null>;
  /**
   * Collects one batch: its packages and the new position, both or neither. Null when another process is about it, or
   * one that was killed within the lease. Throws what source and store throw.
   */
  collect(signal: AbortSignal): Promise<Collected | null>;
  /** Forgets a backfill of which nothing is left: the next run begins anew. */
  end(): Promise<void>;
}

function parseCollected(row: Recheck): Collected {
  const parsed = collectedSchema.safeParse(row.payload);
  if (parsed.success) return parsed.data;
  throw new AppError('RECHECK_INVALID', `${row.kind} does not say how far it has come`, {
    retriable: false,
    cause: parsed.error,
  });
}

/** The {@link Collector} of one source. @param leaseMs how long a killed process keeps others from going on. */
export function createCollector(
  source: BackfillSource,
  store: Pick<Store, 'transaction' | 'rechecks'>,
  clock: Clock,
  leaseMs: number,
): Collector {
  const kind = backfillKind(source);
  const collectKind = `backfill-collect:${source.id}`;

  function rowOf(collected: Collected): Parameters<Store['rechecks']['schedule']>[1] {
    const dueAt = new Date(clock.now());
    return {
      kind: collectKind,
      subject: SUBJECT,
      dueAt,
      attempt: 0,
      reason: 'backfill',
      payload: collected,
      priority: PRIORITY,
    };
  }

  async function save(row: Recheck, before: Collected, signal: AbortSignal): Promise<Collected> {
    const { packages, next } = await source.read(before.position, signal);
    const collected = before.collected + packages.length;
    const finished = next === null;
    const after = {
      position: next,
      collected,
      total: finished ? collected : before.total,
      finished,
    };
    const dueAt = new Date(clock.now());
    const work = packages.map((listed) => ({
      kind,
      subject: formatListed(listed, source.registry),
      dueAt,
      attempt: 0,
      reason: 'backfill',
      priority: PRIORITY,
    }));
    await store.transaction(async (tx) => {
      await store.rechecks.scheduleMany(tx, work);
      await store.rechecks.schedule(tx, rowOf(after));
      // Scheduled anew since it was claimed: this only gives it back.
      await store.rechecks.settle(tx, row);
    });
    return after;
  }

  async function find(): Promise<Collected | null> {
    const known = await store.rechecks.find(collectKind, SUBJECT);
    return known === null ? null : parseCollected(known);
  }

  return {
    find,
    async begin() {
      const known = await find();
      if (known !== null) return known;
      const fresh = { position: null, collected: 0, total: source.total, finished: false };
      await store.transaction((tx) => store.rechecks.schedule(tx, rowOf(fresh)));
      return fresh;
    },
    async collect(signal) {
      const [row] = await store.rechecks.claim(collectKind, 1, leaseMs);
      if (row === undefined) return null;
      try {
        const before = parseCollected(row);
        if (!before.finished) return await save(row, before, signal);
        await store.transaction((tx) => store.rechecks.release(tx, row));
        return before;
      } catch (error) {
        // For the next try, which would wait for the lease's end; when the store is away too, it does.
        await store.transaction((tx) => store.rechecks.release(tx, row)).catch(() => {});
        throw error;
      }
    },
    async end() {
      const [row] = await store.rechecks.claim(collectKind, 1, leaseMs);
      if (row !== undefined) await store.transaction((tx) => store.rechecks.settle(tx, row));
    },
  };
}
