import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { YaraSource } from '@weir/detectors';
import type { Tier } from './limits.ts';
import { loadAddon } from './yara/addon.ts';

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
        /\.(?:ts|tsv|json|yar)$/.test(path) &&
        !/\.test\.ts$|(?:^|[\\/])(?:tools|samples\.ts|testing)/.test(path),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/**
 * Hash of everything that findings depend on besides the bytes: detectors, code model, rules, data, the user's YARA
 * rules, and whether there is an engine to ask them with. Scoring has a version of its own. Read once at start (some
 * 150 small files, a few milliseconds).
 */
export function computeRulesetVersion(yaraRules: readonly YaraSource[] = []): string {
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
  hash.update(`yara ${loadAddon().version ?? 'missing'}\0`);
  for (const { name, text } of yaraRules) hash.update(`user/${name}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** Parsers that facts come from; their sources lie outside this repository. */
const PARSERS = ['meriyah', 'acorn', 'acorn-loose'];

/**
 * Hash of everything that facts of a file depend on besides its bytes: code model, how facts are kept, parsers, and
 * Node, which removes types. A change of any makes all kept facts unknown.
 */
export function computeEngineVersion(): string {
  const code = import.meta.resolve('@weir/code');
  const hash = createHash('sha256').update(process.version);
  for (const parser of PARSERS) {
    const path = findPackageJSON(parser, code);
    hash.update(path === undefined ? parser : readFileSync(path));
  }
  for (const entry of [code, import.meta.resolve('@weir/analysis')]) {
    const folder = dirname(fileURLToPath(entry));
    for (const path of sourcesBelow(folder)) {
      if (entry !== code && !path.startsWith('facts-cache')) continue;
      hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
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
