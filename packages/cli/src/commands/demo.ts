import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '@weir/model';
import type { BusyMinuteStep, NpmStandIn } from '@weir/registries/npm/stand-in';
import { readCount, readCounts } from '../compose/counters.ts';
import { type RunningMonitor, startMonitor } from '../compose/monitor.ts';
import { runLong } from '../compose/run-long.ts';
import { announceStart, type Session, startSession } from '../compose/session.ts';

export interface DemoOptions {
  readonly jsonLogs?: boolean;
  readonly seconds: number;
}

/** Quicker than against a real registry: it is our own. */
const POLL_MS = 250;
/** After the last publication: everything is analysed and told within this, or the summary says that it is not. */
const SETTLE_MS_MAX = 20_000;
const SETTLE_LOOK_MS = 250;

/** What is published before the feed's start is history: the minute begins once the feeder follows. */
async function following(monitor: RunningMonitor, session: Session, signal: AbortSignal): Promise<void> {
  while (monitor.feeders.some((feeder) => feeder.status().cursor === null))
    await session.deps.clock.sleep(20, signal);
}

async function publish(
  steps: readonly BusyMinuteStep[],
  standIn: NpmStandIn,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = session.deps;
  const startedMs = clock.now();
  for (const step of steps) {
    await clock.sleep(Math.max(0, startedMs + step.afterMs - clock.now()), signal);
    standIn.world.publish(step.publications);
  }
}

async function settle(
  monitor: RunningMonitor,
  published: { readonly releases: number; readonly attacks: number },
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = session.deps;
  const untilMs = clock.now() + SETTLE_MS_MAX;
  while (clock.now() < untilMs) {
    const analysed = await readCount(monitor.platform.metrics, 'weir_analyzer_verdicts_total');
    const alerts = await countDelivered(monitor);
    if (analysed >= published.releases && alerts >= published.attacks) return;
    await clock.sleep(SETTLE_LOOK_MS, signal);
  }
}

async function countDelivered(monitor: RunningMonitor): Promise<number> {
  const counts = await monitor.platform.store.alerts.counts();
  return counts.filter(({ state }) => state === 'delivered').reduce((sum, { rows }) => sum + rows, 0);
}

/** What the minute was, for a person. */
async function summarize(
  monitor: RunningMonitor,
  published: { readonly releases: number; readonly attacks: number },
): Promise<readonly string[]> {
  const verdicts = await readCounts(monitor.platform.metrics, 'weir_analyzer_verdicts_total', 'verdict');
  const analysed = [...verdicts.values()].reduce((sum, count) => sum + count, 0);
  const words = [...verdicts]
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`);
  return [
    '',
    `That was the minute: ${published.releases} releases published, ${published.attacks} of them attacks (written by us, inert).`,
    `  analysed  ${analysed}: ${words.join(', ') || 'none'}`,
    `  alerts    ${await countDelivered(monitor)}`,
    '`npm start` does the same with the live registry; `weir scan` looks at one package.',
  ];
}

/**
 * `weir demo`: the program of `weir monitor` against a stand-in registry that replays a busy minute; ends by itself.
 * Its data lives in a folder of its own, which is removed at the end.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-demo-'));
  const session = startSession('demo', { ...options, dataDir, alone: true, watched: true });
  announceStart(session, 'demo');
  const { configureAnalyzer } = await import('@weir/analyzer');
  const { configureFeeder } = await import('@weir/feeder');
  const { busyMinute, startNpmStandIn } = await import('@weir/registries/npm/stand-in');
  const code = await runLong(session, async (signal) => {
    await using stack = new AsyncDisposableStack();
    const standIn = stack.use(await startNpmStandIn({ clock: session.deps.clock }));
    const bases = { feed: standIn.feedUrl, documents: standIn.url };
    const config = {
      feeders: [{ ...configureFeeder({ WEIR_POLL_MS: POLL_MS }), bases }],
      analyzer: { ...configureAnalyzer({}), documentsUrl: bases.documents },
    };
    const steps = busyMinute({ durationMs: options.seconds * 1_000 });
    const published = {
      releases: steps.reduce((sum, step) => sum + step.publications.length, 0),
      attacks: steps.filter((step) => step.attack !== null).length,
    };
    const monitor = await startMonitor(session, config, signal);
    stack.use(monitor.resources);
    session.console.say(
      `Weir follows a stand-in registry at ${standIn.url} for ${options.seconds} s: ${published.releases} releases, ${published.attacks} attacks among them.\n`,
    );
    async function play(): Promise<void> {
      await following(monitor, session, signal);
      await publish(steps, standIn, session, signal);
      await settle(monitor, published, session, signal);
      for (const line of await summarize(monitor, published)) session.console.say(line);
    }
    const played = play().catch((error: unknown) => {
      if (!signal.aborted) throw error;
      session.deps.logger.info({ reason: describeError(error) }, 'the demo was stopped');
    });
    return { resources: stack.move(), stopped: Promise.race([played, monitor.stopped]) };
  });
  await rm(dataDir, { recursive: true, force: true });
  return code;
}
