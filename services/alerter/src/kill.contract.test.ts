import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AlerterHarness, startAlerterHarness } from './testing/alerter-harness.ts';

const PROGRAM = join(import.meta.dirname, 'testing/alerter-process.ts');
/** At each failpoint. Every kill costs the start of a process, which is seconds on a busy machine. */
const KILLS = 4;
const RANDOM_KILLS = 8;
const VERDICTS_A_ROUND = 3;
const TEST_MS_MAX = 300_000;
const WAIT = { timeout: 120_000, interval: 50 };

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly log: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

const children = new Set<ChildProcess>();
let dataDir = '';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-alerter-data-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

function startProcess(harness: AlerterHarness, failpoints: string, failpointLog: string): Running {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      DATABASE_URL: harness.databaseUrl,
      WEIR_DATA: dataDir,
      WEIR_SLACK_WEBHOOK_URL: harness.slack.url,
      WEIR_HTTP_PORT: '0',
      WEIR_FAILPOINTS: failpoints,
      WEIR_FAILPOINT_LOG: failpointLog,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.add(child);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (_code, signal) => {
      children.delete(child);
      resolve({ signal, log });
    });
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

/** Runs the alerter until everything is delivered; nothing kills it. */
async function runToEnd(harness: AlerterHarness, ids: readonly string[]): Promise<Ended> {
  const running = startProcess(harness, '', '');
  await vi.waitFor(() => expect(ids.filter((id) => !harness.seen().has(id))).toEqual([]), WAIT);
  await vi.waitFor(async () => expect(await harness.openAlerts()).toBe(0), WAIT);
  running.kill('SIGTERM');
  return running.ended;
}

interface Tally {
  readonly lost: number;
  readonly duplicates: number;
  readonly unmarkedDuplicates: number;
  readonly marked: number;
}

/** Of several messages about one verdict, every one after the first must be marked. */
function tally(harness: AlerterHarness, ids: readonly string[]): Tally {
  const seen = harness.seen();
  const all = [...seen.values()];
  const later = all.flatMap((messages) => messages.slice(1));
  return {
    lost: ids.filter((id) => !seen.has(id)).length,
    duplicates: later.length,
    unmarkedDuplicates: later.filter(({ marked }) => !marked).length,
    marked: all.flat().filter(({ marked }) => marked).length,
  };
}

describe('an alerter that is killed', () => {
  it.for([
    ['alerter.before-attempt', { duplicates: 0, marked: 0 }],
    [
      'alerter.after-attempt',
      { duplicates: 0, marked: expect.toSatisfy((count: number) => count > 0) as number },
    ],
    [
      'alerter.before-receipt',
      {
        duplicates: expect.toSatisfy((count: number) => count >= KILLS) as number,
        marked: expect.toSatisfy((count: number) => count >= KILLS) as number,
      },
    ],
    ['alerter.after-receipt', { duplicates: 0, marked: 0 }],
  ] as const)(
    `${KILLS} times at %s loses nothing and repeats nothing unmarked`,
    { timeout: TEST_MS_MAX },
    async ([failpoint, expected], { expect: check }) => {
      await using harness = await startAlerterHarness();
      const folder = await mkdtemp(join(tmpdir(), 'weir-alerter-kill-'));
      const failpointLog = join(folder, 'fired');
      const ids: string[] = [];

      for (let kill = 0; kill < KILLS; kill++) {
        ids.push(...(await harness.emitVerdicts(VERDICTS_A_ROUND)));
        const running = startProcess(harness, `${failpoint}:${1 + (kill % VERDICTS_A_ROUND)}`, failpointLog);
        const { signal, log } = await running.ended;
        check({ signal, log: signal === 'SIGKILL' ? '' : log }).toEqual({ signal: 'SIGKILL', log: '' });
      }
      const last = await runToEnd(harness, ids);

      const fired = (await readFile(failpointLog, 'utf8')).trimEnd().split('\n');
      await rm(folder, { recursive: true });
      check(fired).toEqual(Array.from({ length: KILLS }, () => failpoint));
      check(last.signal).toBeNull();
      check(tally(harness, ids)).toEqual({ lost: 0, unmarkedDuplicates: 0, ...expected });
      check(await harness.store.alerts.counts()).toEqual([
        { channel: 'slack', state: 'delivered', rows: ids.length },
      ]);
    },
  );

  it('at any moment loses nothing and repeats nothing unmarked', { timeout: TEST_MS_MAX }, async ({
    expect: check,
  }) => {
    await using harness = await startAlerterHarness();
    const ids: string[] = [];
    let state = 20261123;
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 32;
    };

    for (let kill = 0; kill < RANDOM_KILLS; kill++) {
      ids.push(...(await harness.emitVerdicts(10)));
      const running = startProcess(harness, '', '');
      const sentBefore = harness.slack.requests.length;
      // Half of the kills come at a random moment after work began, half at a random moment from the start on.
      if (kill % 2 === 0) {
        await vi.waitFor(() => expect(harness.slack.requests.length).toBeGreaterThan(sentBefore), WAIT);
        await sleep(random() * 100);
      } else {
        await sleep(random() * 2500);
      }
      running.kill('SIGKILL');
      await running.ended;
    }
    await runToEnd(harness, ids);

    check(tally(harness, ids)).toMatchObject({ lost: 0, unmarkedDuplicates: 0 });
  });
});
