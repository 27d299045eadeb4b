import { parseJs } from '../parse.ts';
import type { Core } from './interpreter.ts';
import { type Env, opaque, spend, toText, type Value } from './values.ts';

/** Steps that parsing a text costs beside one for each character. */
const PARSE_STEPS = 500;

/** What runs texts as code on a machine. */
export interface Texts {
  readonly compile: (args: readonly Value[]) => Value;
  readonly runText: (text: string) => Value;
  /** The same for a part of the language. */
  readonly runPrelude: (text: string) => Value;
}

/** Creates what runs texts as code; both throw Bail where the budget ends. */
export function createTexts(core: Core, globals: Env): Texts {
  const { budget } = core;

  /** `Function('a', 'return a')`: its text is code that the program made. */
  function compile(args: readonly Value[]): Value {
    const body = toText(args.at(-1) ?? '');
    const names = args.slice(0, -1).map((item) => toText(item));
    const source = `(function anonymous(${names.join(',')}\n) {\n${body}\n})`;
    spend(budget, PARSE_STEPS + source.length, source.length);
    const { program, problem } = parseJs(source);
    const [statement] = program?.body ?? [];
    if (!statement || problem !== null || statement.type !== 'ExpressionStatement')
      return opaque('Function()');
    return core.evaluate(statement.expression, scopeOf(source));
  }

  function scopeOf(source: string, ofLanguage = false): Env {
    return { names: new Map(), parent: globals, source, ofLanguage };
  }

  function runText(text: string, ofLanguage = false): Value {
    spend(budget, PARSE_STEPS + text.length, text.length);
    const { program, problem } = parseJs(text);
    if (!program || problem !== null) return opaque('eval()');
    const [only] = program.body;
    if (program.body.length === 1 && only?.type === 'ExpressionStatement')
      return core.evaluate(only.expression, scopeOf(text, ofLanguage));
    return undefined;
  }

  return { compile, runText: (text) => runText(text), runPrelude: (text) => runText(text, true) };
}
