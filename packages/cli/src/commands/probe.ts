import { configurePypi, openPypi, readFeederEnv } from '@weir/feeder';
import { openRecord, userAgent } from '@weir/platform';
import { type ProbeOptions, type ProbeReport, probeNpm } from '@weir/registries/npm/probe';
import { type PypiProbeReport, probePypi } from '@weir/registries/pypi/probe';
import { createHttpClient } from '@weir/runtime';
import { openFollowed } from '../compose/followed.ts';
import { startSession } from '../compose/session.ts';
import { interruptible } from '../output/interruptible.ts';
import { printable, printableJson } from '../output/printable.ts';

export interface ProbeCommandOptions {
  readonly registry: 'npm' | 'pypi';
  /** Minutes; 0 does not watch. */
  readonly watch: number;
  /** Polls in a row; 0 leaves that question out. */
  readonly burst: number;
  readonly staged?: readonly string[];
}

type Parts = Parameters<typeof openFollowed>[0];
type Asked = Pick<ProbeOptions, 'clock' | 'watchMs' | 'burst' | 'staged' | 'onProgress'>;

async function askNpm(parts: Parts, asked: Asked, signal: AbortSignal): Promise<ProbeReport> {
  await using followed = openFollowed(parts);
  const { feed: feedBase, documents: documentsBase } = followed.config.bases;
  process.stderr.write(`probing ${feedBase} and ${documentsBase}\n`);
  return await probeNpm({ ...asked, feedBase, documentsBase, requests: followed.requests }, signal);
}

async function askPypi(parts: Parts, asked: Asked, signal: AbortSignal): Promise<PypiProbeReport> {
  const config = configurePypi({ ...readFeederEnv(), WEIR_PYPI: 'on' }, new Map());
  if (config === null) throw new TypeError('PyPI was asked for');
  const { requests } = openPypi(config, parts);
  await using _requests = requests;
  const { index } = config.bases;
  process.stderr.write(`probing ${index}\n`);
  return await probePypi({ ...asked, index, requests }, signal);
}

/**
 * `weir probe`: asks the followed registry what is not known for sure, and prints the answers as one JSON document,
 * whose `standIn` the stand-in takes as its behaviour. What it is at goes to stderr. Its requests are paid like all
 * others. 0 when every question that was asked has an answer, else 1.
 */
export async function runProbe(options: ProbeCommandOptions): Promise<number> {
  const { config, deps } = startSession('probe', { quiet: true });
  const { clock, random } = deps;
  using interrupt = interruptible();
  await using record = await openRecord(config, deps);
  await using http = createHttpClient({ userAgent: userAgent() });
  const parts = { http, clock, random, allowance: record.store.allowance };
  const onProgress = (line: string): void => void process.stderr.write(`${printable(line)}\n`);
  const asked = { clock, watchMs: options.watch * 60_000, burst: options.burst, onProgress };
  const ask = options.registry === 'pypi' ? askPypi : askNpm;
  const report = await ask(parts, { ...asked, staged: options.staged ?? [] }, interrupt.signal);
  process.stdout.write(`${printableJson(report)}\n`);
  return report.answers.every(({ answer, evidence }) => answer !== null || evidence === 'not asked') ? 0 : 1;
}
