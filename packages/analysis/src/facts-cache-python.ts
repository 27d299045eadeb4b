import { hash } from 'node:crypto';
import { analyzePyc, analyzePython, type CompiledPython, type JsFacts, type PythonOptions } from '@weir/code';
import type { FactsCache, FactsKind } from './facts-cache.ts';
import {
  type KnownFacts,
  knownFacts,
  type PackedFacts,
  packFacts,
  unpackFacts,
  withoutAnswers,
} from './facts-cache-js.ts';

/** Finds the facts of Python, cached or not. */
export interface PythonAnalyzer {
  readonly source: (text: string, options: PythonOptions) => KnownFacts;
  /** Of a `.pyc`: what it is turned into, with that source's facts. */
  readonly compiled: (bytes: Uint8Array, options: PythonOptions) => CompiledPython;
}

/** Computes each time. */
export const uncachedPython: PythonAnalyzer = {
  source: (text, options) => withoutAnswers(analyzePython(text, options)),
  compiled: analyzePyc,
};

type PackedCompiled = Omit<CompiledPython, 'facts'> & { readonly facts: PackedFacts };

function idOf(kind: string, { script }: PythonOptions): string {
  return script ? `${kind}+script` : kind;
}

function sourceKind(options: PythonOptions): FactsKind<JsFacts> {
  return {
    id: idOf('py', options),
    pack: packFacts,
    unpack: (packed) => unpackFacts(packed as PackedFacts),
  };
}

function compiledKind(options: PythonOptions): FactsKind<CompiledPython> {
  return {
    id: idOf('pyc', options),
    pack: (compiled): PackedCompiled => ({ ...compiled, facts: packFacts(compiled.facts) }),
    unpack(packed) {
      const compiled = packed as PackedCompiled;
      return { ...compiled, facts: unpackFacts(compiled.facts) };
    },
  };
}

/**
 * Python's analyzers through a cache, by the sha256 of a source's text in UTF-8 and of a compiled file's bytes. Answers
 * of detectors hold for one version of the rules.
 */
export function createPythonAnalyzer(cache: FactsCache | null, rulesetVersion: string): PythonAnalyzer {
  if (!cache) return uncachedPython;
  return {
    source(text, options) {
      // What other modules and files of a release hold is in no text that a digest could tell from others.
      if (options.linked || options.files) return uncachedPython.source(text, options);
      const sha256 = hash('sha256', text);
      return knownFacts(cache, sha256, sourceKind(options), rulesetVersion, () =>
        analyzePython(text, options),
      );
    },
    compiled: (bytes, options) =>
      cache.getOrCompute(hash('sha256', bytes), compiledKind(options), () => analyzePyc(bytes, options)),
  };
}
