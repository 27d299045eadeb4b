import { parseYara } from '@weir/code';
import type { YaraSource } from '@weir/detectors';
import type { Addon } from './addon.ts';
import { compileRules, type Matcher } from './compile.ts';
import { selectRules } from './select.ts';

/** What one rule costs on the fixed sample. */
export interface RuleCost {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** Microseconds that the rule adds to a MB of the sample: for people, on this machine, now. */
  readonly usPerMb: number;
  /** The same over the cost of the reference rules in the same run: what the limit is held against. */
  readonly ratio: number;
}

/**
 * A rule that adds more than so many times the cost of the reference rules is refused. Weir's own add up to 0.1, a
 * pattern of one letter 2.8, `a.{0,300}b` 23 (2026-11-26).
 */
export const COST_RATIO_MAX = 1;
/** The best of so many rounds: others only ever add time. */
const ROUNDS = 3;
/**
 * A rule that looks dear is measured again, in turn with the reference, until it does not, or as often as this: a busy
 * machine must not refuse it. What shares a core adds to processor time as well, for a second at times.
 */
const DEAR_ROUNDS = 60;
/** So far beyond the limit no machine is that busy. */
const SURELY_DEAR = 5;
const SAMPLE_BYTES = 1024 * 1024;
/** The sample is scanned as files of this size: rules leave out large ones. */
const FILE_BYTES = 16 * 1024;

const PROSE = [
  "const { readFileSync } = require('node:fs');",
  'export function parse(text, options = {}) {',
  "  if (typeof text !== 'string') throw new TypeError(`expected text, got ${typeof text}`);",
  '  return options.strict ? JSON.parse(text) : tryParse(text, (value) => value ?? null);',
  '}',
  '// Keeps what callers gave, for the error message below.',
  "for (const [name, value] of Object.entries(options)) if (value === true) flags.push('--' + name);",
  'module.exports = { parse, version: process.env.npm_package_version };',
];
const MINIFIED =
  'function t(e,n){var r=e[n],i=r&&r.call?r.call(e,n):void 0;return i||(e.o=n,1)}var u=function(){return(u=Object.assign||function(t){for(var e,n=1,r=arguments.length;n<r;n++)for(var i in e=arguments[n])t[i]=e[i];return t}).apply(this,arguments)};';

/** A generator of the same numbers on every machine (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/**
 * What good rules are made of. With so many patterns the engine searches as it does for a real set of rules, where
 * one more fixed text is almost free; a rule measured all alone would be charged for the whole search.
 */
function referenceRule(): YaraSource {
  const random = createRandom(7);
  const word = (): string =>
    Array.from({ length: 10 }, () => String.fromCharCode(97 + (random() % 26))).join('');
  const strings = Array.from({ length: 100 }, (_, i) => `$a${i} = "${word()}" nocase`);
  const text = `rule weir_cost_reference { strings: ${strings.join(' ')} condition: any of them }`;
  return { name: 'reference', text };
}

/**
 * The text that costs are measured on, 1 MiB, the same bytes every time: a quarter each of source lines, minified
 * code, base64 and random bytes.
 */
export function costSample(): Uint8Array {
  const random = createRandom(20261126);
  const quarter = SAMPLE_BYTES / 4;
  const fill = (next: () => string): Buffer => {
    let text = '';
    while (text.length < quarter) text += next();
    return Buffer.from(text.slice(0, quarter), 'latin1');
  };
  const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => random() & 255));
  return Buffer.concat([
    fill(() => `${PROSE[random() % PROSE.length] ?? ''} // ${(random() % 100_000).toString(36)}\n`),
    fill(() => MINIFIED.replaceAll('call', `c${(random() % 1_000).toString(36)}`)),
    fill(() => bytes(3 * 1024).toString('base64')),
    bytes(quarter),
  ]);
}

type Scan = (matcher: Matcher) => number;

/** The least that scans take, each matcher's in turn with the others': what slows one down slows all. */
function leastMs(matchers: readonly Matcher[], scan: Scan, rounds: number): number[] {
  const best = matchers.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++)
    matchers.forEach((matcher, at) => {
      best[at] = Math.min(best[at] ?? Number.POSITIVE_INFINITY, scan(matcher));
    });
  return best;
}

/** Whether it is worth measuring again: dear, but not beyond doubt. */
function looksDear(ms: number, referenceMs: number): boolean {
  const ratio = (ms - referenceMs) / referenceMs;
  return ratio > COST_RATIO_MAX / 2 && ratio < COST_RATIO_MAX * SURELY_DEAR;
}

/**
 * Measures what each rule, with the rules that it builds on, adds to the reference rules in the same run.
 * @param sources rules without problems.
 * @param options `before` is told each rule first, so that who waits can name one that never ends; `now` gives
 *   milliseconds on any steady clock.
 */
export function measureCosts(
  addon: Addon,
  sources: readonly YaraSource[],
  options: { readonly now: () => number; readonly before?: (file: string, rule: string) => void },
): RuleCost[] {
  const sample = costSample();
  const files = Array.from({ length: SAMPLE_BYTES / FILE_BYTES }, (_, i) =>
    sample.subarray(i * FILE_BYTES, (i + 1) * FILE_BYTES),
  );
  function scan(matcher: Matcher): number {
    const startedMs = options.now();
    for (const bytes of files) matcher.scan(bytes);
    return options.now() - startedMs;
  }
  const reference = referenceRule();
  const alone = compileRules(addon, [reference]);
  const [usualMs = 0] = leastMs([alone], scan, ROUNDS);
  return sources.flatMap((source) =>
    parseYara(source.text)
      .rules.filter((rule) => !rule.isPrivate)
      .flatMap(({ name, line }) => {
        const selected = selectRules(source, (rule) => rule.name === name);
        if (selected === null) return [];
        options.before?.(source.name, name);
        const matcher = compileRules(addon, [reference, selected.source]);
        let [ms = 0] = leastMs([matcher], scan, ROUNDS);
        let referenceMs = usualMs;
        for (let round = 0; round < DEAR_ROUNDS && looksDear(ms, referenceMs); round++) {
          const [again = ms, referenceAgain = referenceMs] = leastMs([matcher, alone], scan, 1);
          ms = Math.min(ms, again);
          referenceMs = Math.min(referenceMs, referenceAgain);
        }
        const addedMs = Math.max(0, ms - referenceMs);
        return [
          {
            file: source.name,
            line,
            rule: name,
            usPerMb: Math.round((addedMs * 1000 * 1_000_000) / SAMPLE_BYTES),
            ratio: Number((addedMs / referenceMs).toFixed(2)),
          },
        ];
      }),
  );
}
