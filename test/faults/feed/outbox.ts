import type { Store } from '@weir/store';
import { z } from 'zod';

/** Outbox numbers are given before commit: those of slow transactions show behind later ones. */
const OVERLAP = 2_000;

const rowsSchema = z.array(
  z.object({ id: z.coerce.string(), event: z.string().transform((text) => JSON.parse(text) as unknown) }),
);

/** Reads what was told, each event once: every call gives those that came since the last one, oldest first. */
export function createOutboxReader(store: Store): () => Promise<readonly unknown[]> {
  const seen = new Set<string>();
  let last = 0n;
  return async () => {
    const from = last > BigInt(OVERLAP) ? last - BigInt(OVERLAP) : 0n;
    const { rows } = await store.sql.executeSql('SELECT id, event FROM outbox WHERE id > $1 ORDER BY id', [
      from.toString(),
    ]);
    const fresh = rowsSchema.parse(rows).filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) {
      seen.add(id);
      last = BigInt(id) > last ? BigInt(id) : last;
    }
    return fresh.map(({ event }) => event);
  };
}
