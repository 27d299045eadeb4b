/**
 * What the facts of a release cost: processor time, bytes at rest, and what its files come to when all are new. Over
 * gzipped archives below a folder, for instance an npm cache, of which it takes every Nth by digest:
 *
 *   node test/corpus/facts-cost.ts FOLDER [--take N] [--json]
 *
 * Nothing of a package runs, and nothing is written.
 */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { analyzeFile } from '@weir/analysis/in-process';
import { encodeCompactFacts, encodePack } from '@weir/evidence';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { take: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
});
/** As the analyzer keeps them (services/analyzer/src/config.ts). */
const KEEP = { filesMax: 500, bytesMax: 4 * 1024 * 1024 };
/** npm versions and PyPI files a day (DESIGN.md, "Scale"), and days of a year. */
const FILES_PER_YEAR = 71_000 * 365;

function isGzip(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    return readSync(descriptor, head, 0, 2, 0) === 2 && head.readUInt16BE() === 0x1f8b;
  } finally {
    closeSync(descriptor);
  }
}

function archivesBelow(folder: string, take: number): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isGzip)
    .sort();
  const every = Math.max(1, Math.floor(found.length / take));
  return found.filter((_, at) => at % every === 0).slice(0, take);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Mean, median, 95th percentile and largest. */
function describe(numbers: readonly number[]): Record<'mean' | 'p50' | 'p95' | 'max', number> {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length);
  return { mean, p50: at(0.5), p95: at(0.95), max: at(1) };
}

const columns: Record<string, number[]> = {};
function note(name: string, value: number): void {
  (columns[name] ??= []).push(value);
}

const [folder] = positionals;
if (folder === undefined) throw new Error('name a folder with archives');
const archives = archivesBelow(folder, Number(values.take));
let whole = 0;
for (const path of archives) {
  const request = { path, filename: 'package.tgz', ecosystem: 'npm', context: null, keep: KEEP } as const;
  const startedMs = processorMs();
  const {
    facts,
    kept = [],
    factsMs = 0,
    unpackedBytes,
  } = await analyzeFile(request, {
    rulesetVersion: 'cost',
    now: () => performance.now(),
    spentMs: processorMs,
  });
  if (facts === undefined) continue;
  const pack = encodePack(kept);
  note('analysis, ms', processorMs() - startedMs);
  note('facts, ms', factsMs);
  note('unpacked, bytes', unpackedBytes);
  note('files', facts.files.length);
  note('hosts', facts.hosts.length);
  note('facts as JSON, bytes', JSON.stringify(facts).length);
  note('facts at rest, bytes', encodeCompactFacts(facts).length);
  // As packages/store/src/repositories/evidence.ts counts.
  note('row with indexes, bytes', encodeCompactFacts(facts).length + 24 * facts.files.length + 240);
  note('new files, bytes', pack.length);
  note('new files at rest, bytes', gzipSync(pack).length);
  if (kept.length === facts.files.length && facts.truncated.files === undefined) whole += 1;
}
const summary = Object.fromEntries(
  Object.entries(columns).map(([name, numbers]) => [name, describe(numbers)]),
);
const yearBytes = (summary['row with indexes, bytes']?.mean ?? 0) * FILES_PER_YEAR;
if (values.json) {
  console.log(JSON.stringify({ archives: archives.length, whole, summary, yearBytes }));
} else {
  console.table(
    Object.fromEntries(
      Object.entries(summary).map(([name, row]) => [
        name,
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value.toFixed(2))])),
      ]),
    ),
  );
  console.log(`${archives.length} archives, ${whole} of them kept whole as a first release`);
  console.log(`facts of a year of 71,000 release files a day: ${(yearBytes / 1e9).toFixed(1)} GB`);
}
