import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisPool } from '@weir/analysis';
import { SAMPLES } from '@weir/detectors/samples';
import {
  type AnalysisResult,
  analysisResultSchema,
  type Ecosystem,
  type ReleaseContext,
  type Verdict,
} from '@weir/model';
import { tarball } from '@weir/testkit/archive';
import type { HostileKind } from './kind.ts';
import { buildWrapped, type Files, type Trick } from './tricks.ts';

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
  request: {
    readonly filename: string;
    readonly ecosystem?: Ecosystem | undefined;
    readonly context?: ReleaseContext | null;
  },
): Promise<{ readonly result: AnalysisResult; readonly ms: number; readonly packedBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-hostile-'));
  try {
    const path = join(folder, 'artifact');
    await write(path);
    const { size: packedBytes } = await stat(path);
    const startedMs = performance.now();
    const { filename, ecosystem = 'npm', context = null } = request;
    const result = await pool.analyze({ path, filename, ecosystem, context }, new AbortController().signal);
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
  { id, filename = 'x.tgz', ecosystem, write }: HostileKind,
  msMax: number,
): Promise<HostileOutcome> {
  const { result, ms, packedBytes } = await analyzeWritten(pool, write, { filename, ecosystem });
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

/** A sample of a detector that the analysis catches in the open. */
export interface CaughtSample {
  readonly id: string;
  readonly files: Files;
  readonly context: ReleaseContext | null;
  /** The file that the attack is in. */
  readonly payload: string;
}

/** What became of one caught sample under one trick. */
export interface WrappedOutcome {
  readonly sample: string;
  readonly trick: string;
  readonly verdict: Verdict;
  readonly score: number;
  readonly ms: number;
  readonly rules: readonly string[];
  readonly caught: boolean;
}

function isCaught(verdict: Verdict): boolean {
  return verdict === 'suspicious' || verdict === 'malicious';
}

async function analyzeFiles(
  pool: AnalysisPool,
  bytes: Buffer,
  context: ReleaseContext | null,
): Promise<{ readonly result: AnalysisResult; readonly ms: number }> {
  return analyzeWritten(pool, (path) => writeFile(path, bytes), { filename: 'x.tgz', context });
}

/** Malicious samples of all detectors that end suspicious or worse as they are. */
export async function catchSamples(pool: AnalysisPool): Promise<readonly CaughtSample[]> {
  const caught: CaughtSample[] = [];
  for (const [detector, { malicious }] of Object.entries(SAMPLES)) {
    for (const { name, files, context = null, expected } of malicious) {
      const { result } = await analyzeFiles(pool, buildWrapped({ files }), context);
      const payload = expected[0]?.file;
      if (payload === undefined || !isCaught(result.judgement.verdict)) continue;
      caught.push({ id: `${detector}: ${name}`, files, context, payload });
    }
  }
  return caught;
}

/** Analyses one caught sample under one trick. */
export async function runWrapped(
  pool: AnalysisPool,
  sample: CaughtSample,
  trick: Trick,
): Promise<WrappedOutcome> {
  const bytes = buildWrapped(trick.wrap(sample.files, sample.payload));
  const { result, ms } = await analyzeFiles(pool, bytes, sample.context);
  const { verdict, score } = result.judgement;
  return {
    sample: sample.id,
    trick: trick.id,
    verdict,
    score,
    ms: Math.round(ms),
    rules: rulesOf(result),
    caught: isCaught(verdict),
  };
}
