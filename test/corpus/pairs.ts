import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type AnalysisRequest,
  type ArtifactAnalysis,
  CHILD_LIMITS,
  createAnalysisPool,
} from '@weir/analysis';
import type { ReleaseContext } from '@weir/model';
import { defaultCache, fetchPypi, isPypiList, type Listed, npmListed, packNpm, readLines } from './listed.ts';

/** A release of a list, with its archive. */
export interface Named {
  readonly name: string;
  readonly version: string;
  readonly file: Listed;
}

/** A release, and the one that it is held against. */
export interface Pair {
  readonly base: Named;
  readonly other: Named;
}

/** What the pairs of a list are compared with. */
export interface Comparing {
  readonly analyze: (file: Listed, context: ReleaseContext | null) => Promise<ArtifactAnalysis>;
  /** What is known of a release besides its bytes: its name, and what it is held against. */
  readonly contextOf: (
    release: Named,
    against: Pick<ReleaseContext, 'previous' | 'original'>,
  ) => ReleaseContext;
}

/** Which lists a program reads, and how. */
export interface PairLists {
  /** Its list when none is named, in test/lists. */
  readonly list: string;
  /** Of a list of npm, the two releases of a line, as `name@version`. */
  readonly npm: (line: string) => { readonly base: string; readonly other: string };
  /** Of a list of PyPI, what the last column says of the release behind the one that it is held against. */
  readonly side: string;
}

/** A release of npm as `name@version`, split. */
export function splitSpec(spec: string): { readonly name: string; readonly version: string } {
  const at = spec.lastIndexOf('@');
  return { name: spec.slice(0, at), version: spec.slice(at + 1) };
}

/** Rows of PyPI in pairs: a distribution, and the one before it in the list that it is held against. */
function pypiPairs(lines: readonly string[], cache: string, side: string): Pair[] {
  const rows = lines.map((line) => {
    const [name = '', version = '', filename = '', sha256 = '', , said] = line.split('\t');
    return { name, version, said, file: { spec: filename, filename, path: join(cache, sha256) } };
  });
  return rows.flatMap((other, at) => {
    const base = other.said === side ? rows[at - 1] : undefined;
    return base === undefined ? [] : [{ base, other }];
  });
}

/**
 * Goes through the pairs of the list that the command line names (`--list FILE`, `--fetch`, `--workers N`), as many at once
 * as there are workers, and returns how many there are. Sets the exit code 1, and says what to do, when an archive is missing.
 */
export async function comparePairs(
  { list, npm, side }: PairLists,
  compare: (pair: Pair, comparing: Comparing) => Promise<void>,
): Promise<number> {
  const { values } = parseArgs({
    options: {
      fetch: { type: 'boolean', default: false },
      list: { type: 'string', default: join(import.meta.dirname, '../lists', list) },
      workers: { type: 'string', default: '2' },
    },
  });
  const isPypi = isPypiList(values.list);
  const cache = defaultCache(values.list);
  const ecosystem: NonNullable<AnalysisRequest['ecosystem']> = isPypi ? 'pypi' : 'npm';
  const named = (spec: string): Named => ({ ...splitSpec(spec), file: npmListed(spec, cache) });
  const lines = readLines(values.list);
  const pairs = isPypi
    ? pypiPairs(lines, cache, side)
    : lines.map(npm).map(({ base, other }) => ({ base: named(base), other: named(other) }));
  const files = pairs.flatMap(({ base, other }) => [base.file, other.file]);
  if (values.fetch) await (isPypi ? fetchPypi(values.list, cache) : packNpm(files, cache));
  const missing = files.filter(({ path }) => !existsSync(path));
  const waiting = pairs.filter(({ base, other }) => [base, other].every(({ file }) => existsSync(file.path)));
  const workersMax = Number(values.workers);
  const signal = new AbortController().signal;
  await using pool = createAnalysisPool({ ...CHILD_LIMITS.live, idleMs: 5_000, workersMax });
  const comparing: Comparing = {
    analyze: ({ path, filename }, context) => pool.analyze({ path, filename, ecosystem, context }, signal),
    contextOf({ name, version }, against) {
      const registry = isPypi ? 'pypi' : 'npmjs';
      const purl = `pkg:${ecosystem}/${name.replace('@', '%40')}@${version}`;
      const release = { registry, ecosystem, name, displayName: name, version, purl } as const;
      return { release, facts: null, dependencies: [], ...against };
    },
  };
  const work = async (): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift())
      await compare(pair, comparing);
  };
  await Promise.all(Array.from({ length: workersMax }, work));
  if (missing.length > 0) {
    const names = missing.map(({ spec }) => spec).slice(0, 20);
    console.log(`${missing.length} not in ${cache}: ${names.join(', ')}; run with --fetch`);
    process.exitCode = 1;
  }
  return pairs.length;
}

/** Whether a verdict is told. */
export function isTold({ judgement: { verdict } }: ArtifactAnalysis): boolean {
  return verdict === 'suspicious' || verdict === 'malicious';
}

/** Prints the findings of a detector but those of some rules, a line each. */
export function printFindings(
  { findings }: ArtifactAnalysis,
  detector: string,
  { except = '' }: { readonly except?: string } = {},
): void {
  for (const found of findings) {
    const { rule, severity, stage, location, summary } = found;
    if (found.detector === detector && rule !== `${detector}/${except}`)
      console.log(`    ${rule} ${severity} ${stage} ${location?.file}:${location?.line} ${summary}`);
  }
}
