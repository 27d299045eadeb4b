import { openRecord, userAgent } from '@weir/platform';
import { probeNpm } from '@weir/registries/npm/probe';
import { createHttpClient } from '@weir/runtime';
import { openFollowed } from '../compose/followed.ts';
import { startSession } from '../compose/session.ts';
import { interruptible } from '../output/interruptible.ts';
import { printable, printableJson } from '../output/printable.ts';

export interface ProbeCommandOptions {
  /** Minutes; 0 does not watch. */
  readonly watch: number;
  /** Polls in a row; 0 leaves that question out. */
  readonly burst: number;
  readonly staged?: readonly string[];
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
  await using followed = openFollowed({ http, clock, random, allowance: record.store.allowance });
  const { feed: feedBase, documents: documentsBase } = followed.config.bases;
  process.stderr.write(`probing ${feedBase} and ${documentsBase}\n`);
  const report = await probeNpm(
    {
      feedBase,
      documentsBase,
      requests: followed.requests,
      clock,
      watchMs: options.watch * 60_000,
      burst: options.burst,
      staged: options.staged ?? [],
      onProgress: (line) => process.stderr.write(`${printable(line)}\n`),
    },
    interrupt.signal,
  );
  process.stdout.write(`${printableJson(report)}\n`);
  return report.answers.every(({ answer, evidence }) => answer !== null || evidence === 'not asked') ? 0 : 1;
}
