import { availableParallelism } from 'node:os';
import { createAnalysisPool, LINEAR_DEADLINE_MS } from '@weir/analysis';
import { HOSTILE_KINDS } from '../corpus/hostile/index.ts';
import {
  type CaughtSample,
  catchSamples,
  type HostileOutcome,
  runHostile,
  runWrapped,
  type WrappedOutcome,
} from '../corpus/hostile/run.ts';
import { TRICKS } from '../corpus/hostile/tricks.ts';

/** What a live worker may use: the budget of the issue, and its shipped settings. */
const MEMORY_MB_MAX = 512;
const DEADLINE_MS = 60_000;
/** A try, a retry, and the pass in their place, with room for the starts of three children. */
const ANSWER_MS_MAX = 2 * DEADLINE_MS + LINEAR_DEADLINE_MS + 5_000;
const MIB = 1024 * 1024;
const SLOWEST = 10;

export interface HostileReport {
  readonly kinds: number;
  readonly benign: readonly string[];
  readonly faults: readonly { readonly id: string; readonly faults: readonly string[] }[];
  readonly verdicts: Readonly<Record<string, number>>;
  readonly slowest: readonly { readonly id: string; readonly ms: number }[];
  /** Kinds that cost a child its life: the pool went on with another. */
  readonly killed: readonly string[];
  readonly wrapped: {
    readonly samples: number;
    readonly tricks: number;
    readonly runs: number;
    readonly caughtShare: number;
    readonly byTrick: Readonly<Record<string, string>>;
    readonly missed: readonly string[];
    /** The tricks around a harmless package: what is caught above is not the wrapping. */
    readonly control: Readonly<Record<string, string>>;
    readonly slowest: readonly { readonly id: string; readonly ms: number }[];
  };
  /** The most resident memory that any child ever had. */
  readonly peakRssMiB: number;
  readonly isWithin: boolean;
}

const HARMLESS: CaughtSample = {
  id: 'harmless',
  files: {
    'package.json': JSON.stringify({
      name: 'harmless',
      version: '1.0.0',
      scripts: { postinstall: 'node setup.js' },
    }),
    'setup.js': "console.log('thank you for installing');\n",
  },
  context: null,
  payload: 'setup.js',
};

/** What falls short is told at once: a whole run takes minutes. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs `work` over all items, `width` at once. */
async function forEachOf<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

function slowest(
  timed: readonly { readonly id: string; readonly ms: number }[],
): { id: string; ms: number }[] {
  return timed
    .map(({ id, ms }) => ({ id, ms }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST);
}

function countBy(values: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]),
  );
}

/**
 * The hostile set, and every caught sample of the detectors under every trick, through the pool as it is shipped.
 * @param every takes each nth kind, and each nth pair of sample and trick, only.
 */
export async function benchHostile(every = 1): Promise<HostileReport> {
  let peakBytes = 0;
  const workersMax = Math.min(2, availableParallelism());
  await using pool = createAnalysisPool(
    { workersMax, memoryMbMax: MEMORY_MB_MAX, deadlineMs: DEADLINE_MS, idleMs: 5_000 },
    { onPeakRss: (bytes) => (peakBytes = Math.max(peakBytes, bytes)) },
  );
  const outcomes: HostileOutcome[] = [];
  const kinds = HOSTILE_KINDS.filter((_kind, index) => index % every === 0);
  await forEachOf(kinds, workersMax, async (kind) => {
    const outcome = await runHostile(pool, kind, ANSWER_MS_MAX);
    outcomes.push(outcome);
    if (outcome.faults.length > 0) tell(`${outcome.id}: ${outcome.faults.join('; ')}`);
  });
  const samples = await catchSamples(pool);
  const pairs = samples
    .flatMap((sample) => TRICKS.map((trick) => ({ sample, trick })))
    .filter((_pair, index) => index % every === 0);
  const wrapped: WrappedOutcome[] = [];
  await forEachOf(pairs, workersMax, async ({ sample, trick }) => {
    const outcome = await runWrapped(pool, sample, trick);
    wrapped.push(outcome);
    if (!outcome.caught)
      tell(`missed: ${outcome.trick}: ${outcome.sample} (${outcome.verdict} ${outcome.score})`);
  });
  const control: Record<string, string> = {};
  for (const trick of TRICKS) control[trick.id] = (await runWrapped(pool, HARMLESS, trick)).verdict;

  const faults = outcomes.filter((outcome) => outcome.faults.length > 0);
  const missed = wrapped.filter(({ caught }) => !caught);
  const caughtShare = wrapped.length === 0 ? 0 : 1 - missed.length / wrapped.length;
  const byTrick = TRICKS.map(({ id }) => {
    const runs = wrapped.filter(({ trick }) => trick === id);
    return [id, `${runs.filter(({ caught }) => caught).length}/${runs.length}`] as const;
  });
  const peakRssMiB = Math.round(peakBytes / MIB);
  const killed = outcomes.filter(({ rules }) =>
    rules.some((rule) => /^analysis\/(?:crash|memory|timeout)$/.test(rule)),
  );
  return {
    kinds: outcomes.length,
    benign: outcomes.filter(({ verdict }) => verdict === 'benign').map(({ id }) => id),
    faults: faults.map(({ id, faults: found }) => ({ id, faults: found })),
    verdicts: countBy(outcomes.map(({ verdict }) => verdict)),
    slowest: slowest(outcomes),
    killed: killed.map(({ id }) => id).toSorted(),
    wrapped: {
      samples: samples.length,
      tricks: TRICKS.length,
      runs: wrapped.length,
      caughtShare: Math.round(caughtShare * 10_000) / 10_000,
      byTrick: Object.fromEntries(byTrick),
      missed: missed
        .map(({ sample, trick, verdict, score }) => `${trick}: ${sample} (${verdict} ${score})`)
        .toSorted(),
      control,
      slowest: slowest(wrapped.map(({ sample, trick, ms }) => ({ id: `${trick}: ${sample}`, ms }))),
    },
    peakRssMiB,
    isWithin: faults.length === 0 && caughtShare >= 0.95 && peakRssMiB <= MEMORY_MB_MAX,
  };
}
