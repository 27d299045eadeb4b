import type { JsFacts } from '../js/facts.ts';
import { decompilePyc, type PycProblem } from './bytecode/pyc.ts';
import { analyzePython, type PythonOptions } from './facts.ts';

/** A compiled file as the source that does the same, with that source's facts. */
export interface CompiledPython {
  /** Statements stand on the lines that the file's line table names, as far as those before them leave room. */
  readonly text: string;
  /** Offsets are UTF-16 units of `text`; texts of constants that no instruction loads stand at 0. */
  readonly facts: JsFacts;
  /** The version that the file is for, such as `3.12`; null when it is none of 2.6, 2.7 and 3.0 to 3.15. */
  readonly version: string | null;
  readonly problem: PycProblem | null;
  /** Name of the source that it was compiled from, as the file says: hostile. */
  readonly filename: string;
}

const PROBLEMS: Readonly<Partial<Record<PycProblem, JsFacts['problem']>>> = {
  nesting: 'nesting',
  'too-large': 'too-large',
};

/** Reads a `.pyc` and collects the facts of its source; never throws for what the file holds. */
export function analyzePyc(data: Uint8Array, options: PythonOptions = {}): CompiledPython {
  const { text, whole, version, problem, filename, strings } = decompilePyc(data);
  const facts = analyzePython(text, options);
  const known = new Set(facts.strings.map(({ value }) => value));
  const left = strings
    .map((value) => value.slice(0, 4096))
    .filter((value) => !known.has(value))
    .map((value) => ({ value, offset: 0 }));
  return {
    text,
    facts: {
      ...facts,
      strings: [...facts.strings, ...left],
      problem: problem === null ? facts.problem : (PROBLEMS[problem] ?? 'syntax'),
      complete: facts.complete && whole,
    },
    version,
    problem,
    filename,
  };
}
