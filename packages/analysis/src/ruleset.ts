import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Tier } from './limits.ts';

/** Packages whose sources decide what is found: rules, code model, data files, graph and archive reading. */
const ENTRIES = [
  import.meta.resolve('@weir/analysis'),
  import.meta.resolve('@weir/archive'),
  import.meta.resolve('@weir/code'),
  import.meta.resolve('@weir/detectors'),
  import.meta.resolve('@weir/intel'),
];

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        /\.(?:ts|tsv|json)$/.test(path) && !/\.test\.ts$|(?:^|[\\/])(?:tools|samples\.ts|testing)/.test(path),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/**
 * Hash of everything that findings depend on besides the bytes: detectors, code model, rules, data. Scoring has a
 * version of its own. Read once at start (some 100 small files, a few milliseconds).
 */
export function computeRulesetVersion(): string {
  const hash = createHash('sha256');
  for (const [index, entry] of ENTRIES.entries()) {
    const folder = dirname(fileURLToPath(entry));
    for (const path of sourcesBelow(folder)) {
      hash
        .update(`${index}/${path}\0`)
        .update(readFileSync(join(folder, path)))
        .update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * The version under which analyses of a tier are recorded. The tier is a part of it, because what may be read decides
 * what is found: a slow analysis of the same file under the same rules is another analysis, and neither is recorded
 * twice.
 */
export function rulesetVersionOf(version: string, tier: Tier): string {
  return tier === 'live' ? version : `${version}+${tier}`;
}
