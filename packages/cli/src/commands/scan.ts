import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { AppError, type Ecosystem } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { interruptible } from '../output/interruptible.ts';
import { printableJson } from '../output/printable.ts';
import { forEachInOrder } from '../scan/in-order.ts';
import { lazyReleaseSource } from '../scan/release-source.ts';
import { renderScanResult } from '../scan/render.ts';
import { exitCodeOfScan, type ScanResult } from '../scan/result.ts';
import { createScanner } from '../scan/scanner.ts';

export interface ScanOptions {
  readonly jobs: number;
  readonly format: 'human' | 'ndjson';
  readonly ecosystem: Ecosystem;
  readonly stdin?: boolean;
  readonly offline?: boolean;
  /** Folder of YARA rules. */
  readonly rules?: string;
}

/** One child may use this much, in MiB; one artifact may take this long (the budgets of a live analysis). */
const WORKER_MEMORY_MB_MAX = 512;
const DEADLINE_MS = 60_000;
const IDLE_MS = 2_000;

async function* readTargets(
  targets: readonly string[],
  fromStdin: boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield* targets;
  if (!fromStdin) return;
  for await (const line of createInterface({ input: process.stdin, signal })) {
    const target = line.trim();
    if (target !== '') yield target;
  }
}

/**
 * `weir scan`: analyses targets without any service; only purls and `name@version` use the network.
 * Returns 1 when any target is suspicious or worse, else 2 when any failed or is inconclusive, else 0.
 */
export async function runScan(targets: readonly string[], options: ScanOptions): Promise<number> {
  if (targets.length === 0 && !options.stdin) {
    throw new AppError(
      'SCAN_TARGET',
      'nothing to scan: name a purl, name@version, archive or directory, or use --stdin',
      {
        retriable: false,
      },
    );
  }
  using interruption = interruptible();
  const { signal } = interruption;
  const { createAnalysisPool, loadYaraRules } = await import('@weir/analysis');
  await using pool = createAnalysisPool({
    workersMax: Math.min(options.jobs, availableParallelism()),
    memoryMbMax: WORKER_MEMORY_MB_MAX,
    deadlineMs: DEADLINE_MS,
    idleMs: IDLE_MS,
    yaraRules: options.rules === undefined ? [] : await loadYaraRules(options.rules),
  });
  await using releases = lazyReleaseSource();
  const scan = createScanner({
    pool,
    releases: options.offline ? null : () => releases.get(),
    clock: systemClock,
    cwd: process.cwd(),
    ecosystem: options.ecosystem,
  });
  const colour = process.stdout.isTTY && process.stdout.hasColors();
  const verdicts: Pick<ScanResult, 'verdict'>[] = [];
  await forEachInOrder(
    readTargets(targets, options.stdin === true, signal),
    options.jobs,
    (target) => scan(target, signal),
    (result) => {
      verdicts.push({ verdict: result.verdict });
      const text = options.format === 'ndjson' ? printableJson(result) : renderScanResult(result, colour);
      process.stdout.write(`${text}\n`);
    },
  );
  return exitCodeOfScan(verdicts);
}
