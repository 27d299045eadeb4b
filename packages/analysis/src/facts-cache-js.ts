import { hash } from 'node:crypto';
import { analyzeJs, type JsFacts, type StringFact } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { FactsCache, FactsKind } from './facts-cache.ts';

/** What the facts of a source depend on besides its text. */
export type JsOptions = NonNullable<Parameters<typeof analyzeJs>[1]>;

/** Facts of a source, and where answers of detectors about it are kept. */
export type KnownFacts = Pick<CodeUnit, 'facts' | 'answers'>;

/** Finds the facts of a source, cached or not. Where the sha256 of its text in UTF-8 is known, it is not made again. */
export type JsAnalyzer = (text: string, options: JsOptions, sha256?: string) => KnownFacts;

/** Facts about which nothing was answered yet. */
export function withoutAnswers(facts: JsFacts): KnownFacts {
  return { facts, answers: new Map<string, unknown>() };
}

/** {@link analyzeJs} without a cache: nothing is known before. */
export function analyzeAnew(text: string, options: JsOptions): KnownFacts {
  return withoutAnswers(analyzeJs(text, options));
}

/**
 * Constant texts make up most of the facts; one text and two arrays are read ten times as fast as their objects. Plain
 * arrays: Node clones typed ones by a call of a function for each.
 */
interface PackedStrings {
  readonly text: string;
  readonly lengths: readonly number[];
  readonly offsets: readonly number[];
}

type Entries<Value> =
  Value extends ReadonlyMap<infer Key, infer Item> ? readonly (readonly [Key, Item])[] : Value;

/** Maps as lists of their entries, one level deep. */
type Listed<Facts> = { readonly [Name in keyof Facts]: Entries<Facts[Name]> };

/** Facts as they are kept. */
export type PackedFacts = Listed<Omit<JsFacts, 'strings' | 'flow' | 'exportRuns'>> & {
  readonly strings: PackedStrings;
  readonly flow: Listed<JsFacts['flow']>;
  readonly exportRuns: Listed<NonNullable<JsFacts['exportRuns']>> | null;
};

function packStrings(strings: readonly StringFact[]): PackedStrings {
  return {
    text: strings.map((item) => item.value).join(''),
    lengths: strings.map((item) => item.value.length),
    offsets: strings.map((item) => item.offset),
  };
}

function unpackStrings({ text, lengths, offsets }: PackedStrings): StringFact[] {
  let at = 0;
  return offsets.map((offset, index) => {
    const start = at;
    at += lengths[index] ?? 0;
    return { value: text.slice(start, at), offset };
  });
}

/** Facts in the form in which they are kept: plain data. */
export function packFacts(facts: JsFacts): PackedFacts {
  const { flow, exportRuns } = facts;
  return {
    ...facts,
    strings: packStrings(facts.strings),
    apis: [...facts.apis],
    flow: { ...flow, origins: [...flow.origins] },
    exportRuns: exportRuns && { ...exportRuns, runs: [...exportRuns.runs] },
  };
}

/** Undoes {@link packFacts}. */
export function unpackFacts(packed: PackedFacts): JsFacts {
  const { flow, exportRuns } = packed;
  return {
    ...packed,
    strings: unpackStrings(packed.strings),
    apis: new Map(packed.apis),
    flow: { ...flow, origins: new Map(flow.origins) },
    exportRuns: exportRuns && { ...exportRuns, runs: new Map(exportRuns.runs) },
  };
}

const unpack = (packed: unknown): JsFacts => unpackFacts(packed as PackedFacts);

function kindOf({ typescript, parts, glue }: JsOptions): FactsKind<JsFacts> {
  const id = `js${typescript ? '+ts' : ''}${parts ? '+parts' : ''}${glue ? '+glue' : ''}`;
  return { id, pack: packFacts, unpack };
}

/** Facts of a source through a cache, and the answers of detectors about it, which hold for one version of the rules. */
export function knownFacts(
  cache: FactsCache,
  sha256: string,
  kind: FactsKind<JsFacts>,
  rulesetVersion: string,
  compute: () => JsFacts,
): KnownFacts {
  const facts = cache.getOrCompute(sha256, kind, compute);
  return { facts, answers: cache.notes(sha256, `${kind.id} asked by ${rulesetVersion}`) };
}

/**
 * {@link analyzeJs} through a cache, by the sha256 of the text in UTF-8: for nearly every file that of its bytes.
 * Answers of detectors hold for one version of the rules.
 */
export function createJsAnalyzer(cache: FactsCache | null, rulesetVersion: string): JsAnalyzer {
  if (!cache) return analyzeAnew;
  return (text, options, sha256 = hash('sha256', text)) =>
    knownFacts(cache, sha256, kindOf(options), rulesetVersion, () => analyzeJs(text, options));
}
