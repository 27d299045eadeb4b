import { type BackfillSource, backfill, LONG_BACKFILL } from '@weir/feeder';
import type { Platform } from '@weir/platform';
import type { FollowedRegistry } from '../compose/followed.ts';
import { dayText, grouped } from '../output/numbers.ts';
import { createProgress, type Progress } from '../output/progress.ts';
import { type Awaited, awaitVerdicts } from './await-verdicts.ts';
import { createForecaster, type Forecast, renderForecast } from './forecast.ts';
import { createTally, isLoud, renderLoud, type Tally } from './tally.ts';
import { together } from './together.ts';

/** Announced releases that have no verdict yet, at most: the bulk lane is not where millions wait. */
const WAITING_MAX = 200;
const WAIT_LOOK_MS = 200;
/** A release without a verdict for this long was put off (a file that is not there yet) and comes later by itself. */
const PATIENCE_MS = 15 * 60_000;
const FORECAST_EVERY_MS = 60_000;
const LINE_EVERY_MS = 30_000;
const DAY_MS = 86_400_000;

/** How far it has come, how fast this run is, and when it will be over. */
interface Course {
  note(done: number, total: number): Promise<string>;
}

/** The later of what the allowance grants and what this machine does: both must be true. */
function endOf(forecast: Forecast, left: number, perSecond: number, nowMs: number): string {
  if (left === 0) return 'the last ones are being analysed';
  if (forecast.endsAt === null) return 'no end in sight: see `weir requests`';
  const ownMs = perSecond > 0 ? nowMs + (left / perSecond) * 1_000 : nowMs;
  const endMs = Math.max(forecast.endsAt.getTime(), ownMs);
  return endMs - nowMs < DAY_MS
    ? `until ${new Date(endMs).toISOString().slice(0, 16)}Z`
    : `until ${dayText(new Date(endMs))}`;
}

function createCourse(platform: Platform, forecastOf: (packages: number) => Promise<Forecast>): Course {
  const { clock } = platform;
  const startedMs = clock.now();
  let startedAt: number | null = null;
  let forecast: Forecast | null = null;
  let forecastMs = 0;
  return {
    async note(done, total) {
      startedAt ??= done;
      const nowMs = clock.now();
      if (forecast === null || nowMs - forecastMs >= FORECAST_EVERY_MS) {
        forecast = await forecastOf(total - done);
        forecastMs = nowMs;
      }
      const perSecond = ((done - startedAt) * 1_000) / Math.max(1_000, nowMs - startedMs);
      return `${perSecond.toFixed(1)} a second, ${endOf(forecast, total - done, perSecond, nowMs)}`;
    },
  };
}

/**
 * Backfills the packages of a source that can be as large as a registry: findings are printed as they come, and how far
 * it has come on stderr. True when nothing was given up. Throws the signal's reason, after the summary so far.
 */
export async function runLarge(
  platform: Platform,
  followed: FollowedRegistry,
  source: BackfillSource,
  options: { readonly muted: boolean; readonly say: (line: string) => void },
  signal: AbortSignal,
): Promise<boolean> {
  const { clock, store } = platform;
  const { account, config, feed } = followed;
  const { say } = options;
  const forecastOf = createForecaster(
    { allowance: store.allowance, clock },
    account,
    config.monthlyRequestsMax,
  );
  const tally: Tally = createTally();
  const waiting = new Map<string, Awaited>();
  const course = createCourse(platform, forecastOf);
  let progress: Progress | null = null;
  let announced = false;

  /** All names are known, or enough of them: from here on it is told how it will go. */
  async function begin(done: number, total: number): Promise<Progress> {
    const already = done === 0 ? '' : `${grouped(done)} of ${grouped(total)} are done; `;
    say(`${already}${renderForecast(await forecastOf(total - done))}`);
    return createProgress('backfill', total, clock, process.stderr, LINE_EVERY_MS);
  }

  async function announce(either: AbortSignal): Promise<void> {
    const deps = { ...platform, feedFor: () => feed };
    const steps = backfill(source, deps, { ...LONG_BACKFILL, muted: options.muted }, either);
    for await (const { package: name, outcome, detail, done, total } of steps) {
      if (outcome === 'collecting' && source.total === null) say(`${grouped(total)} packages so far`);
      else if (progress === null || outcome !== 'collecting') {
        // What this step finished is not of an earlier run.
        progress ??= await begin(name === null || outcome === 'retrying' ? done : done - 1, total);
        const pause = outcome === 'paused' ? 'waiting for the allowance, ' : '';
        progress.update(done, `${pause}${await course.note(done, total)}`);
      }
      if (name === null) continue;
      if ((outcome === 'announced' || outcome === 'known') && detail !== null)
        waiting.set(name, {
          listed: name,
          registry: 'npmjs',
          name,
          version: detail,
          sinceMs: clock.now(),
        });
      else if (outcome === 'absent' || outcome === 'failed') tally.count(outcome);
      while (waiting.size >= WAITING_MAX) await clock.sleep(WAIT_LOOK_MS, either);
    }
    announced = true;
  }

  try {
    const judge = (either: AbortSignal): Promise<void> =>
      awaitVerdicts(
        waiting,
        {
          store,
          clock,
          complete: () => announced,
          onVerdict(row) {
            tally.verdict(row);
            if (!isLoud(row)) return;
            progress?.clear();
            process.stdout.write(`${renderLoud(row)}\n`);
          },
          patienceMs: PATIENCE_MS,
          onPutOff: () => tally.count('put off'),
        },
        either,
      );
    await together(signal, announce, judge);
    for (const _ of waiting) tally.count('put off');
  } finally {
    (progress as Progress | null)?.stop();
    const end = signal.aborted ? 'stopped, the same command goes on from here: ' : '';
    process.stdout.write(`${end}${tally.render()}\n`);
  }
  return tally.failed === 0;
}
