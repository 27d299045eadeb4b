/**
 * Analyses every package directory below a node_modules tree and prints what is not benign, the counts and the speed:
 *
 *   node packages/analysis/src/tools/scan-tree.ts /tmp/benign-npm/node_modules [--every N] [--workers N] [--json FILE]
 *
 * `--every N` takes each Nth package only, over the whole alphabet.
 * For the benign set: copy its lockfile to a folder of its own and run `npm ci --ignore-scripts` there first.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AnalysisResult } from '@weir/model';
import { createAnalysisPool } from '../pool.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string' }, workers: { type: 'string' }, json: { type: 'string' } },
});

/** Package folders below `node_modules`, nested ones included. */
function packageFolders(root: string): string[] {
  const found: string[] = [];
  const pending = [root];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.name.startsWith('@')) {
        pending.push(path);
        continue;
      }
      found.push(path);
      const nested = join(path, 'node_modules');
      try {
        readdirSync(nested);
        pending.push(nested);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
  }
  return found.sort();
}

function nameOf(folder: string): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    return `${String(name)}@${String(version)}`;
  } catch {
    // Folders without a readable manifest are what the analysis has to speak about.
    return folder;
  }
}

function printResult(name: string, result: AnalysisResult): void {
  const { verdict, score, level } = result.judgement;
  console.log(`${verdict} ${score} ${level} ${name}`);
  for (const finding of result.findings.slice(0, 4)) {
    const at = finding.location ? `${finding.location.file}:${finding.location.line}` : '-';
    console.log(
      `    ${finding.rule} ${finding.severity} ${finding.confidence} ${finding.stage} ${at} ${finding.summary}`,
    );
    console.log(`      ${finding.chain.join(' > ')} | ${finding.snippet?.slice(0, 160) ?? ''}`);
  }
  for (const skipped of result.skipped.slice(0, 4))
    console.log(`    skipped ${skipped.file}: ${skipped.reason}`);
}

const [root] = positionals;
if (root === undefined)
  throw new Error('usage: scan-tree.ts NODE_MODULES [--every N] [--workers N] [--json FILE]');
const folders = packageFolders(root).filter((_, index) => index % Number(values.every ?? 1) === 0);
const workers = Number(values.workers ?? 2);
await using pool = createAnalysisPool({
  workersMax: workers,
  memoryMbMax: 512,
  deadlineMs: 60_000,
  idleMs: 5_000,
});
const counts: Record<string, number> = {};
const times: number[] = [];
const rows: object[] = [];
const startedMs = performance.now();
let next = 0;
const signal = new AbortController().signal;

async function work(): Promise<void> {
  for (let at = next++; at < folders.length; at = next++) {
    const path = folders[at];
    if (path === undefined) return;
    const name = nameOf(path);
    const result = await pool.analyze({ path, filename: name, ecosystem: 'npm', context: null }, signal);
    counts[result.judgement.verdict] = (counts[result.judgement.verdict] ?? 0) + 1;
    times.push(result.elapsedMs);
    rows.push({
      name,
      path,
      ...result.judgement,
      elapsedMs: result.elapsedMs,
      findings: result.findings.length,
      capabilities: result.capabilities,
    });
    if (result.judgement.verdict !== 'benign' || result.findings.some((f) => f.severity === 'high'))
      printResult(name, result);
  }
}

await Promise.all(Array.from({ length: workers }, work));
const elapsedMs = performance.now() - startedMs;
times.sort((a, b) => a - b);
const at = (share: number): number => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
console.log(
  JSON.stringify({
    packages: folders.length,
    counts,
    perSecond: Number(((folders.length / elapsedMs) * 1000).toFixed(1)),
    meanMs: Math.round(times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length)),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: at(1),
    rulesetVersion: pool.rulesetVersion,
  }),
);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(rows));
