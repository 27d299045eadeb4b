import { availableParallelism } from 'node:os';
import { addAbortSignal } from 'node:stream';
import { AppError, type Ecosystem } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { EXIT_USAGE } from '../output/failure.ts';
import { interruptible } from '../output/interruptible.ts';
import { watchReader } from '../output/reader.ts';
import { forEachInOrder } from '../scan/in-order.ts';
import { previousTarget } from '../scan/previous-target.ts';
import { lazyReleaseSources } from '../scan/release-source.ts';
import { createScanner } from '../scan/scanner.ts';
import { createTally } from '../scan/tally.ts';
import { readTargets } from '../scan/targets.ts';
import { openScanWriter, type ScanFormat } from '../scan/writer.ts';

export interface ScanOptions {
  readonly jobs: number;
  readonly format: ScanFormat;
  /** Absent: files tell by what is in them. */
  readonly ecosystem?: Ecosystem;
  readonly stdin?: boolean;
  readonly offline?: boolean;
  /** What budgets leave unread is not looked at again under larger ones. */
  readonly quick?: boolean;
  /** An archive or directory that the one target is held against; false: nothing is held against the release before. */
  readonly previous?: string | false;
  /** Folder of YARA rules. */
  readonly rules?: string;
}

/** Children without work end after this. */
const IDLE_MS = 2_000;

/**
 * `weir scan`: analyses targets without any service; only releases use the network.
 * Returns 1 when any target is suspicious or worse, else 2 when any failed, is inconclusive or was not come to, or when there was none at all, else 0.
 */
export async function runScan(targets: readonly string[], options: ScanOptions): Promise<number> {
  if (targets.length === 0 && !options.stdin) {
    throw new AppError(
      'SCAN_TARGET',
      'nothing to scan: name a purl, name@version, archive or directory, or use --stdin',
      { retriable: false },
    );
  }
  const cwd = process.cwd();
  const previous = options.previous ? await previousTarget(options.previous, targets, options, cwd) : null;
  using interruption = interruptible();
  using reader = watchReader(process.stdout);
  const signal = AbortSignal.any([interruption.signal, reader.signal]);
  const clock = systemClock;
  const startedMs = clock.now();
  const { CHILD_LIMITS, createAnalysisPool, loadYaraRules, lookTwice } = await import('@weir/analysis');
  const yaraRules = options.rules === undefined ? [] : await loadYaraRules(options.rules);
  const workersMax = Math.min(options.jobs, availableParallelism());
  const shared = { idleMs: IDLE_MS, yaraRules };
  await using live = createAnalysisPool({ ...CHILD_LIMITS.live, ...shared, workersMax });
  // What those limits leave unread is looked at one after the other.
  await using slow = createAnalysisPool({ ...CHILD_LIMITS.slow, ...shared, workersMax: 1, tier: 'slow' });
  await using releases = lazyReleaseSources();
  const scan = createScanner({
    pool: options.quick ? live : lookTwice(live, slow),
    releases: options.offline ? null : (registry) => releases.get(registry),
    clock,
    cwd,
    ecosystem: options.ecosystem ?? null,
    previous,
    compareReleases: options.previous !== false,
    withSources: options.format === 'sarif',
  });
  const writer = await openScanWriter(options.format, process.stdout, cwd);
  const input = options.stdin ? addAbortSignal(signal, process.stdin.setEncoding('utf8')) : null;
  const tally = createTally();
  await forEachInOrder(
    readTargets(targets, input, signal),
    options.jobs,
    (target) => scan(target, signal),
    (scanned) => {
      // What an interruption cut short says nothing about the target.
      if (signal.aborted) return;
      tally.add(scanned.result);
      writer.write(scanned);
    },
  );
  if (signal.aborted) return tally.exitCode() || 2;
  if (tally.total === 0) {
    writer.end(EXIT_USAGE);
    process.stderr.write('weir: nothing to scan: standard input named no target; give one a line\n');
    return EXIT_USAGE;
  }
  writer.end(tally.exitCode());
  if (tally.total !== 1) process.stderr.write(`${tally.summary(clock.now() - startedMs)}\n`);
  return tally.exitCode();
}
