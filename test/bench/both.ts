import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { systemClock } from '@weir/runtime';
import { startLoad } from '../lib/load.ts';
import { type LatencySummary, summarizeMs } from '../lib/percentile.ts';
import { startProgram } from '../lib/program.ts';
import { uploadAttack, uploadOrdinary } from '../lib/pypi-load.ts';
import { startTestWorld } from '../lib/world.ts';

/** Issue 5: visible in the feed → Slack, p95, with shipped polling. */
const P95_MS_MAX = 45_000;
/** PyPI has some 11,000 files a day, npm 60,000 versions. */
const NPM_PER_SECOND = 0.7;
const PYPI_EVERY_MS = 4_000;
/** Every nth of either is an attack. */
const ATTACK_EVERY = 3;
/** PyPI's edge is shared: its other readers take the page that is purged softly. */
const READERS_EVERY_MS = 1_000;
const START_MS_MAX = 120_000;
const DRAIN_MS_MAX = 90_000;

/** How one registry's attacks came through. */
export interface AlertLatency {
  readonly attacks: number;
  /** From the moment in which the origin could show it to the message's arrival at Slack. */
  readonly visibleToSlack: LatencySummary;
  readonly missing: readonly string[];
}

export interface BothReport {
  readonly durationMs: number;
  readonly npm: AlertLatency;
  readonly pypi: AlertLatency;
  readonly messages: number;
  readonly isWithin: boolean;
}

/** Runs `weir monitor` with shipped defaults on npm and PyPI together, and times the alert of each attack. */
export async function benchBoth(durationMs: number): Promise<BothReport> {
  await using world = await startTestWorld('embedded');
  await using pypi = await startPypiStandIn();
  const env = { ...world.env, WEIR_PYPI_URL: pypi.url, WEIR_LOG_LEVEL: 'warn' };
  const program = startProgram(['monitor'], env);
  /** Messages name releases by their purls. */
  const messageOf = (name: string): (typeof world.slack.requests)[number] | undefined =>
    world.slack.requests.find(({ body }) => body.includes(`/${name}@`));
  const readers = setInterval(
    () =>
      void fetch(`${pypi.url}/rss/updates.xml`)
        .then(async (answer) => answer.text())
        .catch(() => {}),
    READERS_EVERY_MS,
  );
  async function waitFor(isOver: () => boolean | Promise<boolean>, ms: number): Promise<void> {
    const endMs = systemClock.now() + ms;
    while (systemClock.now() < endMs && !(await isOver())) await systemClock.sleep(250);
  }
  let uploads: NodeJS.Timeout | undefined;
  try {
    // Both feeds are followed from their heads on: what was there before is no news.
    await waitFor(
      async () => (await world.store.sweeps.find('pypi'))?.baselineAt instanceof Date,
      START_MS_MAX,
    );
    for (let warm = 0; warm === 0 || (world.slack.requests.length === 0 && warm < 60); warm++) {
      uploadAttack(pypi, `bench-warm-${warm}`);
      await waitFor(() => world.slack.requests.length > 0, 5_000);
    }
    const load = startLoad(world.standIn, {
      perSecond: NPM_PER_SECOND,
      attackEvery: ATTACK_EVERY,
      repeatShare: 0,
      seed: 1,
      prefix: 'bench',
    });
    const attacks: string[] = [];
    let count = 0;
    uploads = setInterval(() => {
      count++;
      if (count % ATTACK_EVERY !== 0) uploadOrdinary(pypi, `bench-py-${count}`);
      else {
        const name = `bench-py-bad-${count}`;
        attacks.push(name);
        uploadAttack(pypi, name);
      }
    }, PYPI_EVERY_MS);
    await systemClock.sleep(durationMs);
    load.stop();
    clearInterval(uploads);
    const npmNames = [...load.attacks].map((subject) => subject.slice(0, subject.lastIndexOf('@')));
    await waitFor(
      () => [...npmNames, ...attacks].every((name) => messageOf(name) !== undefined),
      DRAIN_MS_MAX,
    );

    const latencyOf = (
      names: readonly string[],
      truth: readonly { readonly name: string; readonly visibleAtMs: number }[],
    ): AlertLatency => {
      const waits = names.map((name) => {
        const shownMs = truth.find((one) => one.name === name)?.visibleAtMs ?? Number.NaN;
        return { name, ms: (messageOf(name)?.arrivedAtMs ?? Number.POSITIVE_INFINITY) - shownMs };
      });
      return {
        attacks: names.length,
        visibleToSlack: summarizeMs(waits.map(({ ms }) => ms)),
        missing: waits.filter(({ ms }) => !Number.isFinite(ms)).map(({ name }) => name),
      };
    };
    const [npmLatency, pypiLatency] = [
      latencyOf(npmNames, world.standIn.world.truth),
      latencyOf(attacks, pypi.world.truth),
    ];
    return {
      durationMs,
      npm: npmLatency,
      pypi: pypiLatency,
      messages: world.slack.requests.length,
      isWithin: [npmLatency, pypiLatency].every(
        ({ missing, visibleToSlack }) => missing.length === 0 && visibleToSlack.p95Ms <= P95_MS_MAX,
      ),
    };
  } finally {
    clearInterval(readers);
    clearInterval(uploads);
    program.kill('SIGTERM');
    await program.exit;
  }
}
