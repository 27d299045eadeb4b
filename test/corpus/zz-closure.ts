import { homedir } from 'node:os';
import { join } from 'node:path';
import { createAnalysisPool } from '@weir/analysis';
import { prepareBenignReleases } from '../bench/analysis-corpus.ts';
const step = Number(process.argv[2] ?? 1);
const all = (await prepareBenignReleases('/work/shared/corpus/benign-npm', join(homedir(), '.cache/weir/benign-npm'))).filter((_, i) => i % step === 0);
await using pool = createAnalysisPool({ workersMax: 2, memoryMbMax: 512, deadlineMs: 60_000, idleMs: 10_000 });
let next = 0; const counts: any = {};
const t = performance.now();
await Promise.all([0, 1].map(async () => {
  for (let i = next++; i < all.length; i = next++) {
    const { path, filename, name, version } = all[i]!;
    const r = await pool.analyze({ path, filename, ecosystem: 'npm', context: null }, new AbortController().signal);
    counts[r.judgement.verdict] = (counts[r.judgement.verdict] ?? 0) + 1;
    if (r.judgement.verdict !== 'benign') console.log(r.judgement.verdict, name, version, r.judgement.score, r.skipped.map(s => `${s.file}: ${s.reason}`).slice(0, 3), r.findings.slice(0, 2).map(f => `${f.rule} ${f.severity} ${f.location?.file}:${f.location?.line} ${f.summary}`));
  }
}));
console.log(counts, Math.round(performance.now() - t), 'ms', all.length);
