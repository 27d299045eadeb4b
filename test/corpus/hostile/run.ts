import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisPool } from '@weir/analysis';
import { type AnalysisResult, analysisResultSchema, type ReleaseContext, type Verdict } from '@weir/model';
import { tarball } from '@weir/testkit/archive';
import type { HostileKind } from './kind.ts';

/** What became of one hostile package, and of the good one that came after it. */
export interface HostileOutcome {
  readonly id: string;
  readonly verdict: Verdict;
  readonly complete: boolean;
  readonly score: number;
  /** Milliseconds from the request to the answer, everything included. */
  readonly ms: number;
  readonly packedBytes: number;
  readonly rules: readonly string[];
  /** What is not as it must be; empty when all is well. */
  readonly faults: readonly string[];
}

const GOOD = tarball()
  .file('package/package.json', '{"name":"good","version":"1.0.0","main":"index.js"}')
  .file('package/index.js', 'exports.add = (a, b) => a + b;\n')
  .build();

/** Analyses one file that is written for it and removed after. */
export async function analyzeWritten(
  pool: AnalysisPool,
  write: (path: string) => Promise<void>,
  request: { readonly filename: string; readonly context?: ReleaseContext | null },
): Promise<{ readonly result: AnalysisResult; readonly ms: number; readonly packedBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-hostile-'));
  try {
    const path = join(folder, 'artifact');
    await write(path);
    const { size: packedBytes } = await stat(path);
    const startedMs = performance.now();
    const { filename, context = null } = request;
    const result = await pool.analyze(
      { path, filename, ecosystem: 'npm', context },
      new AbortController().signal,
    );
    return { result, ms: performance.now() - startedMs, packedBytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Distinct rules of a result, strongest first. */
export function rulesOf(result: AnalysisResult): string[] {
  return [...new Set(result.findings.map(({ rule }) => rule))];
}

/**
 * Gives the pool one hostile package, then a good one, which must be answered as ever.
 * @param msMax what one answer may take: the pool's deadlines for a try, a retry and the pass in their place.
 */
export async function runHostile(
  pool: AnalysisPool,
  { id, filename = 'x.tgz', write }: HostileKind,
  msMax: number,
): Promise<HostileOutcome> {
  const { result, ms, packedBytes } = await analyzeWritten(pool, write, { filename });
  const faults: string[] = [];
  const { verdict, complete, score } = result.judgement;
  if (verdict === 'benign') faults.push('benign');
  if (ms > msMax) faults.push(`took ${Math.round(ms)} ms`);
  const parsed = analysisResultSchema.safeParse(result);
  if (!parsed.success) faults.push(`no valid result: ${parsed.error.message.slice(0, 200)}`);
  const after = await analyzeWritten(pool, (path) => writeFile(path, GOOD), { filename: 'good.tgz' });
  if (after.result.judgement.verdict !== 'benign') faults.push('the good package after it was not benign');
  const rounded = Math.round(ms);
  return { id, verdict, complete, score, ms: rounded, packedBytes, rules: rulesOf(result), faults };
}
