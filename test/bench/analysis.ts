import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalysisPool } from '@weir/analysis';
import { V8_FLAGS } from '@weir/analysis/in-process';
import type { AnalysisResult, Verdict } from '@weir/model';
import { forkChild } from '../lib/child.ts';
import { quantile } from '../lib/percentile.ts';
import { cpuMsOf } from '../lib/processes.ts';
import { type BenignRelease, prepareBenignReleases } from './analysis-corpus.ts';
import { profilerFlags, readPhases } from './analysis-phases.ts';
import type { AnalysisAnswer, AnalysisCost, AnalysisOrder } from './analysis-process.ts';
import { findUpdates, generateUpdates, type Update } from './analysis-updates.ts';

export interface AnalysisBenchOptions {
  /** Folder with the package.json and the lockfile of the benign set. */
  readonly lockDir: string;
  /** npm cache of the bench's own; archives that it lacks are fetched. */
  readonly cacheDir: string;
  /** Releases that are looked at, spread over the set; null for all. */
  readonly sample: number | null;
  /** Generated updates, and at most so many of those that the closure holds. */
  readonly updates: number;
}

interface CpuSummary {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

interface VerdictCounts {
  readonly releases: number;
  readonly percent: Record<string, number>;
  /** Names of everything that is not benign, with the first finding or skipped file. */
  readonly names: readonly string[];
}

export interface AnalysisBenchResult {
  readonly releases: number;
  readonly pool: {
    readonly workers: number;
    /** By the clock: says little where others use the machine as well. */
    readonly releasesPerSecond: number;
    /** Processor time of children and parent together, starts included, and the rate that it allows on two cores. */
    readonly cpuMsPerRelease: number;
    readonly releasesPerSecondOfCpu: number;
    readonly peakRssMiB: number;
    /** Children that were started: more than workers where some were ended. */
    readonly children: number;
  };
  /** One core, no facts kept: processor time of a release. */
  readonly cpu: CpuSummary;
  /** Gunzip, untar and sha512 of the same bytes, in the same process, right after. */
  readonly floor: CpuSummary;
  /** With facts kept in memory, as a child does: share of files whose facts it had. */
  readonly memory: { readonly hitPercent: number; readonly meanMs: number };
  /** Where the time goes, in percent. */
  readonly phases: Record<string, number>;
  readonly updates: {
    readonly generated: UpdateSummary;
    readonly versions: UpdateSummary;
  };
  readonly verdicts: { readonly plain: VerdictCounts; readonly installs: VerdictCounts };
}

interface UpdateSummary {
  readonly count: number;
  /** Processor time of the later release, its predecessor's facts at hand, as a multiple of its floor. */
  readonly medianRatio: number;
  readonly p95Ratio: number;
  readonly hitPercent: number;
  /** The same without facts. */
  readonly coldMedianRatio: number;
}

const WORKERS = 2;
const WATCH_MS = 100;
const PROFILED_MAX = 600;
const WARM_UP_MAX = 200;
/** A release is only measured against a floor that the clock can tell from nothing. */
const FLOOR_MS_MIN = 0.05;

function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function summarize(values: readonly number[]): CpuSummary {
  return {
    meanMs: round(mean(values)),
    p50Ms: round(quantile(values, 0.5)),
    p95Ms: round(quantile(values, 0.95)),
    p99Ms: round(quantile(values, 0.99)),
  };
}

function hitPercent(costs: readonly AnalysisCost[]): number {
  const hits = costs.reduce((sum, cost) => sum + cost.hits, 0);
  const all = costs.reduce((sum, cost) => sum + cost.hits + cost.misses, 0);
  return round((100 * hits) / Math.max(1, all));
}

/** The most resident memory that a process has had, in bytes (Linux `VmHWM`); 0 when it is gone. */
function peakRssBytesOf(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

interface PoolRun {
  readonly results: readonly AnalysisResult[];
  readonly releasesPerSecond: number;
  readonly cpuMsPerRelease: number;
  readonly peakRssMiB: number;
  readonly children: number;
}

/** Analyses through the real pool, as the analyzer does, without anything around it. */
async function runPool(releases: readonly BenignRelease[]): Promise<PoolRun> {
  let peakRssBytes = 0;
  const childCpuMs = new Map<number, number>();
  await using pool = createAnalysisPool(
    { workersMax: WORKERS, memoryMbMax: 512, deadlineMs: 60_000, idleMs: 10_000 },
    { onChild: (pid) => childCpuMs.set(pid, 0) },
  );
  const watch = setInterval(() => {
    // Only the pool's own: to look at all processes costs 2.4 ms, 0.6 ms a release.
    for (const [pid, cpuMs] of childCpuMs) {
      peakRssBytes = Math.max(peakRssBytes, peakRssBytesOf(pid));
      childCpuMs.set(pid, Math.max(cpuMs, cpuMsOf(pid)));
    }
  }, WATCH_MS);
  const results: AnalysisResult[] = [];
  const never = new AbortController().signal;
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < releases.length; index = next++) {
      const release = releases[index];
      if (!release) return;
      const { path, filename } = release;
      results[index] = await pool.analyze({ path, filename, ecosystem: 'npm', context: null }, never);
    }
  }
  const startedMs = performance.now();
  const ownBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: WORKERS }, work));
  const seconds = (performance.now() - startedMs) / 1000;
  clearInterval(watch);
  const own = process.cpuUsage(ownBefore);
  const cpuMs = [...childCpuMs.values()].reduce((sum, ms) => sum + ms, (own.user + own.system) / 1000);
  return {
    results,
    releasesPerSecond: round(releases.length / seconds),
    cpuMsPerRelease: round(cpuMs / releases.length),
    peakRssMiB: Math.round(peakRssBytes / 1024 / 1024),
    children: childCpuMs.size,
  };
}

async function runAlone(order: AnalysisOrder, flags: readonly string[] = []): Promise<AnalysisAnswer> {
  const entry = join(import.meta.dirname, 'analysis-process.ts');
  await using child = forkChild<AnalysisAnswer>(entry, {}, [...V8_FLAGS, ...flags]);
  child.send(order);
  const answer = await child.next();
  // Ended by hand, it writes its profile.
  child.send({});
  await child.ended;
  return answer;
}

/** Each update's two releases in a row, of which the second one counts. */
async function runUpdates(
  updates: readonly Update[],
  warmUp: readonly BenignRelease[],
): Promise<UpdateSummary> {
  const releases = [...warmUp, ...updates.flatMap(({ before, after }) => [before, after])];
  const warm = await runAlone({ releases, facts: 'disk', withFloor: true });
  const cold = await runAlone({ releases, facts: 'none', withFloor: true });
  const isAfter = (_: unknown, index: number): boolean =>
    index >= warmUp.length && (index - warmUp.length) % 2 === 1;
  const ratio = ({ cpuMs, floorCpuMs }: AnalysisCost): number => cpuMs / Math.max(FLOOR_MS_MIN, floorCpuMs);
  const ratios = warm.costs.filter(isAfter).map(ratio);
  return {
    count: updates.length,
    medianRatio: round(quantile(ratios, 0.5), 2),
    p95Ratio: round(quantile(ratios, 0.95), 2),
    hitPercent: hitPercent(warm.costs.filter(isAfter)),
    coldMedianRatio: round(quantile(cold.costs.filter(isAfter).map(ratio), 0.5), 2),
  };
}

function countVerdicts(pairs: readonly (readonly [BenignRelease, AnalysisResult])[]): VerdictCounts {
  const counts = new Map<Verdict, number>();
  const names: string[] = [];
  for (const [{ name, version }, { judgement, findings, skipped }] of pairs) {
    counts.set(judgement.verdict, (counts.get(judgement.verdict) ?? 0) + 1);
    if (judgement.verdict === 'benign') continue;
    const why = findings[0]?.summary ?? skipped[0]?.reason ?? '';
    names.push(`${judgement.verdict} ${name}@${version}: ${why}`);
  }
  const percent = Object.fromEntries(
    [...counts].map(([verdict, count]) => [verdict, round((100 * count) / Math.max(1, pairs.length), 3)]),
  );
  return { releases: pairs.length, percent, names };
}

/** Measures the analysis alone over the benign closure; see {@link AnalysisBenchResult}. */
export async function benchAnalysis(options: AnalysisBenchOptions): Promise<AnalysisBenchResult> {
  const all = await prepareBenignReleases(options.lockDir, options.cacheDir);
  const releases = options.sample === null ? all : all.slice(0, options.sample);
  const dir = mkdtempSync(join(tmpdir(), 'weir-bench-analysis-'));
  try {
    const pool = await runPool(releases);
    const alone = await runAlone({ releases, facts: 'none', withFloor: true });
    const memory = await runAlone({ releases, facts: 'memory', withFloor: true });
    const profiled = releases.slice(0, PROFILED_MAX);
    const profileDir = join(dir, 'profile');
    await runAlone({ releases: profiled, facts: 'memory', withFloor: false }, profilerFlags(profileDir));
    const phases = readPhases(profileDir);
    // A child lives for thousands of releases: what is measured runs compiled code.
    const warmUp = releases.slice(0, WARM_UP_MAX);
    const generated = await runUpdates(generateUpdates(releases, options.updates, dir), warmUp);
    const versions = await runUpdates(findUpdates(releases).slice(0, options.updates), warmUp);
    const pairs = releases.flatMap((release, index) => {
      const result = pool.results[index];
      return result ? [[release, result] as const] : [];
    });
    const [plain, installs] = [false, true].map((wanted) =>
      countVerdicts(
        pairs.filter(
          ([release, { capabilities }]) =>
            wanted === (release.hasInstallScript || capabilities.some((id) => id.startsWith('install.'))),
        ),
      ),
    );
    return {
      releases: releases.length,
      pool: {
        workers: WORKERS,
        releasesPerSecond: pool.releasesPerSecond,
        cpuMsPerRelease: pool.cpuMsPerRelease,
        releasesPerSecondOfCpu: round((WORKERS * 1000) / pool.cpuMsPerRelease),
        peakRssMiB: pool.peakRssMiB,
        children: pool.children,
      },
      cpu: summarize(alone.costs.map((cost) => cost.cpuMs)),
      floor: summarize(alone.costs.map((cost) => cost.floorCpuMs)),
      memory: {
        hitPercent: hitPercent(memory.costs),
        meanMs: round(mean(memory.costs.map((cost) => cost.cpuMs))),
      },
      phases,
      updates: { generated, versions },
      verdicts: {
        plain: plain ?? countVerdicts([]),
        installs: installs ?? countVerdicts([]),
      },
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
