import type { AnyNode, Program } from 'acorn';
import { Parser } from 'acorn';
import { LooseParser } from 'acorn-loose';
import { parse as parseStrict } from 'meriyah';
import { PARSE_CHARS_MAX } from '../limits.ts';

export type Node = AnyNode;

/** How a source became a tree. `loose`: it is no valid JavaScript, and the tree is what could be recovered. */
export type ParseMode = 'module' | 'script' | 'loose';

/**
 * Why a source has no tree, or not a sound one. `nesting` exhausts the stack of a parser: a signal in itself. `too-large`
 * is also what has more mistakes in it than a recovery is worth.
 */
export type ParseProblem = 'syntax' | 'nesting' | 'too-large' | 'too-many-nodes';

export interface ParsedSource {
  readonly program: Program | null;
  readonly mode: ParseMode | null;
  readonly problem: ParseProblem | null;
}

const OPTIONS = {
  ecmaVersion: 'latest',
  allowHashBang: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  checkPrivateFields: false,
} as const;

/** What is thrown for each mistake; its stack is of no use to anybody. */
const RAISED = new SyntaxError();

/** Mistakes in one text up to which it is recovered from, at 6 microseconds each: what has more is no code at all. */
const MISTAKES_MAX = 50_000;
/** Raised since the last text began. */
let mistakes = 0;

class TooManyMistakes extends Error {}

/**
 * acorn looks each declared name up in the list of those before it, to refuse it when it comes twice: 100,000 functions
 * in one file cost a minute. Code that declares a name twice does not run, and reading it does no harm. It also counts
 * the lines before each error for its message, which nobody reads: to recover from 100,000 NULs took ten seconds. So did
 * 800,000 errors that each remember where they come from: they are one, which is caught before the next is thrown.
 */
const SourceParser = Parser.extend(
  (Base) =>
    class extends Base {
      declare readonly pos: number;
      declareName(): void {}
      checkLocalExport(): void {}
      raise(pos: number, message: string): never {
        if (++mistakes > MISTAKES_MAX) throw new TooManyMistakes();
        throw Object.assign(RAISED, { message, pos, raisedAt: this.pos });
      }
      raiseRecoverable(pos: number, message: string): never {
        this.raise(pos, message);
      }
    },
);

class RecoveringParser extends LooseParser {
  static readonly BaseParser = SourceParser;
}

/**
 * meriyah builds the same tree as acorn in half the time, and refuses what acorn is told to let pass: whatever it
 * refuses goes to acorn as if nothing had been tried. Strict in all that it can be told: no proposals, no web
 * compatibility, patterns checked by V8.
 */
const STRICT_OPTIONS = { sourceType: 'module', ranges: { start: true, end: true } } as const;

function tryStrict(text: string): Program | null {
  try {
    return parseStrict(text, STRICT_OPTIONS) as unknown as Program;
  } catch {
    // Broken, nested too deeply, or allowed by acorn only: acorn tells which.
    return null;
  }
}

function tryParse(text: string, sourceType: 'module' | 'script'): Program | 'syntax' | 'nesting' {
  try {
    return SourceParser.parse(text, { ...OPTIONS, sourceType });
  } catch (error) {
    // acorn's own errors say where; V8 calls a pattern that it cannot compile for want of stack a SyntaxError as well.
    return error instanceof SyntaxError && 'pos' in error ? 'syntax' : 'nesting';
  }
}

/** Parses JavaScript as a module, then as a script, then by recovery; never throws. */
export function parseJs(text: string): ParsedSource {
  if (text.length > PARSE_CHARS_MAX) return { program: null, mode: null, problem: 'too-large' };
  const strict = tryStrict(text);
  if (strict) return { program: strict, mode: 'module', problem: null };
  mistakes = 0;
  const asModule = tryParse(text, 'module');
  if (typeof asModule === 'object') return { program: asModule, mode: 'module', problem: null };
  if (asModule === 'nesting') return { program: null, mode: null, problem: 'nesting' };
  const asScript = tryParse(text, 'script');
  if (typeof asScript === 'object') return { program: asScript, mode: 'script', problem: null };
  if (asScript === 'nesting') return { program: null, mode: null, problem: 'nesting' };
  try {
    return { program: RecoveringParser.parse(text, OPTIONS), mode: 'loose', problem: 'syntax' };
  } catch (error) {
    if (error instanceof TooManyMistakes) return { program: null, mode: null, problem: 'too-large' };
    return { program: null, mode: null, problem: error instanceof RangeError ? 'nesting' : 'syntax' };
  }
}
