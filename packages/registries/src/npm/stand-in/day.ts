import type { Clock } from '@weir/model';
import { createRandom } from '../../lib/stand-in/random.ts';
import type { Timeline } from '../../lib/stand-in/timeline.ts';
import { DAY, HOUR_WEIGHTS } from './day-numbers.ts';
import type { HoldRelease, PublishOptions } from './publishing.ts';
import type { Traffic, TrafficKind, TrafficOrder, TrafficStep } from './traffic-types.ts';
import { DURATIONS, drawHoldMs } from './weather-durations.ts';

/** One change of a day. */
export interface DayOrder extends TrafficOrder {
  /** Real-life milliseconds after midnight. */
  readonly atMs: number;
}

const HOUR_MS = 3_600_000;

/** A moment of the day by the weights of its hours. */
function drawMoment(random: () => number): number {
  const total = HOUR_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  let left = random() * total;
  const hour = HOUR_WEIGHTS.findIndex((weight) => (left -= weight) < 0);
  return (Math.max(0, hour) + random()) * HOUR_MS;
}

function shuffle<T>(items: T[], random: () => number): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [one, two] = [items[at], items[other]];
    if (one !== undefined && two !== undefined) {
      items[at] = two;
      items[other] = one;
    }
  }
  return items;
}

function repeat(count: number, order: TrafficOrder): TrafficOrder[] {
  return Array.from({ length: count }, () => order);
}

function drawRelease(random: () => number): HoldRelease {
  const drawn = random();
  if (drawn < DAY.heldWithRowShare) return 'row';
  return drawn < DAY.heldWithRowShare + DAY.heldWithRevShare ? 'rev' : 'silent';
}

/** How publishes of the day show: the counted few first, the rest by share. */
function createOptions(random: () => number, fraction: number): () => PublishOptions {
  const few: PublishOptions[] = [
    ...Array.from({ length: Math.ceil(DAY.longHolds * fraction) }, () => {
      return { hold: { ms: DAY.longHoldMs, release: drawRelease(random) } };
    }),
    ...Array.from({ length: Math.ceil(DAY.lost * fraction) }, () => ({ lost: true })),
    ...Array.from({ length: Math.ceil(DAY.blocked * fraction) }, () => ({ blocked: true })),
  ];
  return () => {
    const drawn = random();
    const next = drawn < 0.01 ? few.pop() : undefined;
    if (next) return next;
    if (drawn > 1 - DAY.lateShare) return { visibleInMs: random() * DAY.lateMs };
    if (random() < DAY.heldShare) return { hold: { ms: drawHoldMs(random), release: drawRelease(random) } };
    return {};
  };
}

/**
 * A seeded schedule of a day at plan numbers ({@link DAY}), ordered by time.
 * @param options `fraction` makes a smaller day of the same shape: 0.01 has 600 versions.
 */
export function realisticDay(options: {
  readonly seed: number;
  readonly fraction?: number;
}): readonly DayOrder[] {
  const random = createRandom(options.seed);
  const fraction = options.fraction ?? 1;
  const scaled = (count: number): number => Math.round(count * fraction);
  const optionsOf = createOptions(random, fraction);
  // Some publishes bring three versions, all others one, so that both plan numbers hold.
  const triples = Math.floor((scaled(DAY.versions) - scaled(DAY.publishes)) / 2);
  const singles = scaled(DAY.publishes) - triples - scaled(DAY.newNames) - scaled(DAY.stages);
  const kinds: TrafficOrder[] = [
    ...repeat(scaled(DAY.newNames), { kind: 'first' }),
    ...repeat(triples, { kind: 'several', versionCount: 3 }),
    ...repeat(singles, { kind: 'version' }),
    ...repeat(scaled(DAY.stages), { kind: 'stage' }),
    ...repeat(scaled(DAY.touches), { kind: 'touch' }),
    ...repeat(scaled(DAY.removals), { kind: 'remove' }),
    ...repeat(scaled(DAY.unpublishes), { kind: 'unpublish' }),
    ...repeat(scaled(DAY.takedowns), { kind: 'takedown' }),
  ];
  let lostDeletions = Math.ceil(DAY.lostDeletions * fraction);
  const publishes: ReadonlySet<TrafficKind> = new Set(['first', 'several', 'version']);
  let burst: { atMs: number; left: number } = { atMs: 0, left: 0 };
  let bursts = scaled(DAY.bursts);
  const day = shuffle(kinds, random).map((order): DayOrder => {
    const isPublish = publishes.has(order.kind);
    if (isPublish && burst.left === 0 && bursts > 0) {
      burst = { atMs: drawMoment(random), left: DAY.burstPackages };
      bursts--;
    }
    const inBurst = isPublish && burst.left > 0;
    if (inBurst) burst.left--;
    const moment = inBurst ? burst.atMs + random() * DAY.burstMs : drawMoment(random);
    const atMs = Math.min(DURATIONS.dayMs - 1, moment);
    if (isPublish) {
      const edgeAgeMs = random() * DURATIONS.cacheMs;
      return { ...order, atMs, options: optionsOf(), ...(random() < DAY.staleShare ? { edgeAgeMs } : {}) };
    }
    const lost = order.kind === 'unpublish' && lostDeletions-- > 0;
    return { ...order, atMs, options: lost ? { lost } : {} };
  });
  return day.toSorted((a, b) => a.atMs - b.atMs);
}

/**
 * Plays a schedule in the stand-in's time: a whole day takes 24 h × scale. Ends early, without an error, when the
 * signal aborts.
 */
export async function playDay(
  day: readonly DayOrder[],
  deps: {
    readonly traffic: Traffic;
    readonly timeline: Timeline;
    readonly clock: Clock;
    readonly signal?: AbortSignal;
    /** Called after each change; `lateMs` is how far behind its moment it came, in the stand-in's milliseconds. */
    readonly played?: (step: TrafficStep, lateMs: number) => void;
  },
): Promise<void> {
  const { traffic, timeline, clock, signal } = deps;
  const startedAtMs = clock.now();
  for (const order of day) {
    const dueAtMs = startedAtMs + timeline.scaled(order.atMs);
    const waitMs = dueAtMs - clock.now();
    // Timers have a resolution of a millisecond.
    if (waitMs >= 1) {
      try {
        await clock.sleep(waitMs, signal);
      } catch (error) {
        if (signal?.aborted) return;
        throw error;
      }
    }
    if (signal?.aborted) return;
    const step = traffic.perform(order);
    deps.played?.(step, Math.max(0, clock.now() - dueAtMs));
  }
}
