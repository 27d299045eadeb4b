/**
 * Analyses releases one after the other in one process without a pool around it, and tells what each cost in
 * processor time beside its floor. Started by analysis.ts with its orders as JSON.
 */
import { readFileSync } from 'node:fs';
import { analyzeFile } from '@weir/analysis/in-process';
import { runFloor } from './analysis-floor.ts';
import { phasesOf, profiled } from './analysis-phases.ts';

/** What to analyse: each release as often as it is listed. */
export interface AnalysisOrder {
  readonly releases: readonly { readonly path: string; readonly filename: string }[];
  /** Releases before this one only warm the process and its caches up. */
  readonly measureFrom: number;
  /** Tells phases instead of costs: the profiler makes everything slower. */
  readonly profile: boolean;
}

export interface AnalysisCost {
  readonly cpuMs: number;
  readonly floorCpuMs: number;
}

export interface AnalysisAnswer {
  readonly costs: readonly AnalysisCost[];
  readonly phases: Record<string, number> | null;
  readonly peakRssBytes: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as AnalysisOrder;

/** Processor time of all threads of this process so far: what the garbage collector does beside counts as well. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function analyze({ path, filename }: AnalysisOrder['releases'][number]): Promise<number> {
  const startedMs = processorMs();
  await analyzeFile(
    { path, filename, ecosystem: 'npm' },
    { rulesetVersion: 'bench', now: () => performance.now() },
  );
  return processorMs() - startedMs;
}

function floor(path: string): number {
  const startedMs = processorMs();
  runFloor(readFileSync(path));
  return processorMs() - startedMs;
}

const costs: AnalysisCost[] = [];
async function analyzeAll(): Promise<void> {
  for (const [index, release] of order.releases.entries()) {
    const cpuMs = await analyze(release);
    if (index >= order.measureFrom) costs.push({ cpuMs, floorCpuMs: floor(release.path) });
  }
}

const profile = order.profile ? await profiled(analyzeAll) : null;
if (!profile) await analyzeAll();
const answer: AnalysisAnswer = {
  costs,
  phases: profile && phasesOf(profile),
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
process.send?.(answer, () => process.disconnect());
