/**
 * Analyses releases one after the other in one process without a pool around it, and tells what each cost in
 * processor time beside its floor. Started by analysis.ts; its one order comes as a message.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeFile, createFactsAnalyzer, createYaraScanner } from '@weir/analysis/in-process';
import { runFloor } from './analysis-floor.ts';

export interface ReleaseFile {
  readonly path: string;
  readonly filename: string;
}

export interface AnalysisOrder {
  readonly releases: readonly ReleaseFile[];
  /**
   * `none`: every file is analysed. `memory`: facts are kept in memory, as a child does. `disk`: each release finds
   * the facts of the one before it on the disk, as the next release of the same package, in a child that knows nothing.
   */
  readonly facts: 'none' | 'memory' | 'disk';
  /** False where the floor is not asked for: it would show in a profile. */
  readonly withFloor: boolean;
}

/** What one release cost, in milliseconds of processor time. */
export interface AnalysisCost {
  readonly cpuMs: number;
  readonly floorCpuMs: number;
  readonly hits: number;
  readonly misses: number;
}

export interface AnalysisAnswer {
  readonly costs: readonly AnalysisCost[];
}

/** Processor time of all threads of this process so far: what the garbage collector does beside counts as well. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const OPTIONS = { rulesetVersion: 'bench', now: () => performance.now(), yara: createYaraScanner() };

type Analyze = (release: ReleaseFile) => Promise<{ readonly hits: number; readonly misses: number }>;

function createAnalyze(facts: AnalysisOrder['facts'], dir: string): Analyze {
  const shared = createFactsAnalyzer();
  const factsPath = join(dir, 'facts');
  return async (release) => {
    const ecosystem = release.filename.endsWith('.whl') ? ('pypi' as const) : ('npm' as const);
    const request = { ...release, ecosystem, context: null };
    if (facts === 'none') {
      await analyzeFile(request, OPTIONS);
      return { hits: 0, misses: 0 };
    }
    if (facts === 'memory') return shared(request, null, OPTIONS);
    const run = await createFactsAnalyzer()(request, factsPath, OPTIONS);
    if (run.bundle) writeFileSync(factsPath, run.bundle);
    return run;
  };
}

async function measure(analyze: Analyze, release: ReleaseFile, withFloor: boolean): Promise<AnalysisCost> {
  const startedMs = processorMs();
  const { hits, misses } = await analyze(release);
  const analyzedMs = processorMs();
  if (withFloor) runFloor(readFileSync(release.path));
  return { cpuMs: analyzedMs - startedMs, floorCpuMs: processorMs() - analyzedMs, hits, misses };
}

async function carryOut(order: AnalysisOrder): Promise<AnalysisAnswer> {
  const dir = mkdtempSync(join(tmpdir(), 'weir-bench-facts-'));
  const analyze = createAnalyze(order.facts, dir);
  const costs: AnalysisCost[] = [];
  try {
    for (const release of order.releases) costs.push(await measure(analyze, release, order.withFloor));
    return { costs };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

process.once('disconnect', () => process.exit(0));
process.on('message', (order: AnalysisOrder | Record<string, never>) => {
  if ('releases' in order) void carryOut(order as AnalysisOrder).then((answer) => process.send?.(answer));
  // An empty order ends the process in its own time, profile included.
  else process.disconnect();
});
