import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { quantile } from '../../lib/percentile.ts';
import { type Curve, curveOf, type OperatingPoint, operateAt, type Vote } from './figures.ts';
import type { Run } from './run-samples.ts';

/** GuardDog calls from 5.0 on suspicious; its scores have one digit behind the point. */
const DEFAULT_OVER = 4.95;

const headSchema = z.object({ tool: z.string(), version: z.string() });
const lineSchema = z.object({
  set: z.enum(['benign', 'malicious']),
  id: z.string(),
  score: z.number(),
  ms: z.number(),
});

/** What another tool said of archives, as compare_guarddog.py writes it. */
export interface Comparison {
  readonly tool: string;
  readonly version: string;
  readonly scores: ReadonlyMap<string, { readonly score: number; readonly ms: number }>;
}

/** Another tool at the thresholds that ours stands at, over the same archives. */
export interface ComparisonReport {
  readonly tool: string;
  readonly version: string;
  readonly atDefault: OperatingPoint;
  readonly curve: Curve;
  readonly cost: { readonly meanMs: number; readonly p50Ms: number; readonly p95Ms: number };
}

/** Reads what another tool said. Throws ZodError for a file that is none of that kind. */
export function readComparison(path: string): Comparison {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const scores = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  return {
    ...headSchema.parse(JSON.parse(head)),
    scores: new Map(scores.map(({ set, id, score, ms }) => [`${set}/${id}`, { score, ms }])),
  };
}

/**
 * Puts another tool's scores in the place of ours.
 * @throws Error when it was not asked about an archive that ours was: figures over other archives compare nothing.
 */
export function compareOver(
  comparison: Comparison,
  malicious: readonly Run[],
  benign: readonly Run[],
): ComparisonReport {
  const scoreOf = ({ sample: { set, id } }: Run): { score: number; ms: number } => {
    const found = comparison.scores.get(`${set}/${id}`);
    if (!found) throw new Error(`${comparison.tool} was not asked about ${id}`);
    return found;
  };
  const toVote = (run: Run): Vote => {
    const { family, weight } = run.sample;
    return { family, weight, score: scoreOf(run).score };
  };
  const [bad, good] = [malicious.map(toVote), benign.map(toVote)];
  const times = benign.map((run) => scoreOf(run).ms);
  return {
    tool: comparison.tool,
    version: comparison.version,
    atDefault: operateAt(bad, good, DEFAULT_OVER),
    curve: curveOf(bad, good),
    cost: {
      meanMs: Math.round(times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length)),
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
    },
  };
}
