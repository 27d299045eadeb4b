import { isHostileVersion, type NpmStandIn, type Truth } from '@weir/registries/npm/stand-in';
import type { Store } from '@weir/store';
import { z } from 'zod';
import type { FeedLedger } from './course.ts';

/** What is there before the feeder starts: known by the baseline, never told. */
export const HISTORY_NAME = 'weir-first';
/** Packages of the weather with hundreds of versions that are years old: history at first sight. */
const OLD_PREFIX = 'weir-many-';

function isHistory({ name }: Pick<Truth, 'name'>): boolean {
  return name === HISTORY_NAME || name.startsWith(OLD_PREFIX);
}

/** Documents of the weather list versions that nobody published, with names that are dangerous to handle. */
function namesHostileVersion(subject: string): boolean {
  return isHostileVersion(subject.slice(subject.lastIndexOf('@') + 1));
}

const rows = z.array(
  z.object({ subject: z.string(), told: z.coerce.number(), reason: z.string().nullable() }),
);

interface ToldChange {
  readonly count: number;
  /** Why the feeder told it, for removals and takedowns. */
  readonly reason: string | null;
}

/** One change as the campaign counts it: `published name@1.0.0`, `removed name@*`. */
export function subjectOf({ kind, name, version }: Pick<Truth, 'kind' | 'name' | 'version'>): string {
  const event = kind === 'unpublished' ? 'removed' : kind;
  return `${event} ${name}@${version ?? '*'}`;
}

/** How often each change was told, and why. */
async function readTold(store: Store): Promise<ReadonlyMap<string, ToldChange>> {
  const { rows: found } = await store.sql.executeSql(
    `SELECT split_part(e->>'type', '.', 2) || ' ' || coalesce(e#>>'{data,release,name}', e#>>'{data,name}')
              || '@' || coalesce(e#>>'{data,release,version}', e#>>'{data,version}', '*') AS subject,
            count(*) AS told, max(e#>>'{data,reason}') AS reason
       FROM (SELECT event::jsonb AS e FROM outbox) AS events GROUP BY 1`,
  );
  return new Map(rows.parse(found).map(({ subject, told, reason }) => [subject, { count: told, reason }]));
}

/** Holds the bus against what really happened. */
export async function readFeedLedger(standIn: NpmStandIn, store: Store): Promise<FeedLedger> {
  const happened = standIn.world.truth.filter((one) => !isHistory(one));
  const truth = new Map(happened.map((one) => [subjectOf(one), one.knob]));
  const told = await readTold(store);
  const gaps = await store.feeds.listGaps({ limit: 100 });
  return {
    truth: truth.size,
    told: [...told.values()].reduce((sum, { count }) => sum + count, 0),
    lost: [...truth]
      .filter(([subject]) => !told.has(subject))
      .map(([subject, knob]) => `${subject} (${knob ?? 'ordinary'})`),
    invented: [...told]
      .filter(([subject]) => !truth.has(subject) && !namesHostileVersion(subject))
      .map(([subject, { reason }]) => `${subject} (${reason ?? 'no reason'})`),
    repeated: [...told]
      .filter(([, { count }]) => count > 1)
      .map(([subject, { count }]) => `${subject} ×${count}`),
    openGaps: gaps.map(({ kind, fromCursor, reason }) => `${kind} ${fromCursor}: ${reason}`),
  };
}
