import { hash } from 'node:crypto';
import { analyzeJs, type JsFacts, type StringFact } from '@weir/code';
import type { FactsCache, FactsKind } from './facts-cache.ts';

/** What the facts of a source depend on besides its text. */
export type JsOptions = NonNullable<Parameters<typeof analyzeJs>[1]>;

/** Finds the facts of a source, cached or not: {@link analyzeJs} is one of these. */
export type JsAnalyzer = (text: string, options: JsOptions) => JsFacts;

/** Constant texts make up most of the facts; one text and two arrays are read ten times as fast as their objects. */
interface PackedStrings {
  readonly text: string;
  readonly lengths: Int32Array;
  readonly offsets: Int32Array;
}

/** Facts as they are kept. */
export type PackedFacts = Omit<JsFacts, 'strings'> & { readonly strings: PackedStrings };

function packStrings(strings: readonly StringFact[]): PackedStrings {
  return {
    text: strings.map((item) => item.value).join(''),
    lengths: Int32Array.from(strings, (item) => item.value.length),
    offsets: Int32Array.from(strings, (item) => item.offset),
  };
}

function unpackStrings({ text, lengths, offsets }: PackedStrings): StringFact[] {
  let at = 0;
  return Array.from(offsets, (offset, index) => {
    const start = at;
    at += lengths[index] ?? 0;
    return { value: text.slice(start, at), offset };
  });
}

/** Facts in the form in which they are kept: its structured clone is all that is left of them. */
export function packFacts(facts: JsFacts): PackedFacts {
  return { ...facts, strings: packStrings(facts.strings) };
}

/** Undoes {@link packFacts}. */
export function unpackFacts(packed: PackedFacts): JsFacts {
  return { ...packed, strings: unpackStrings(packed.strings) };
}

function kindOf({ typescript, parts, glue }: JsOptions): FactsKind<JsFacts> {
  return {
    id: ['js', typescript && 'ts', parts && 'parts', glue && 'glue'].filter(Boolean).join('+'),
    pack: packFacts,
    unpack: (packed) => unpackFacts(packed as PackedFacts),
  };
}

/** {@link analyzeJs} through a cache, by the sha256 of the text in UTF-8: for nearly every file that of its bytes. */
export function createJsAnalyzer(cache: FactsCache | null): JsAnalyzer {
  if (!cache) return analyzeJs;
  return (text, options) => {
    return cache.getOrCompute(hash('sha256', text), kindOf(options), () => analyzeJs(text, options));
  };
}
