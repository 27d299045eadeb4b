import { dataUrlText } from '../data-url.ts';
import { textOfStream } from './answers.ts';
import { asObject } from './objects.ts';
import { isOpaque, kindOf, toText, type Value } from './values.ts';

/** Names of the outside world that run a text as code. */
const RUNS_CODE =
  /(?:^|\.)(?:eval|_compile|runInThisContext|runInNewContext|runInContext|compileFunction|Script|repl\.start\(\)\.write)(?:\.call)?$/;
const CODE_CHARS_MAX = 2_000_000;

/** The text that a call runs as code; null for other calls, and for texts that are not known. */
export function codeText(callee: Value, args: readonly Value[]): string | null {
  const name = isOpaque(callee) || kindOf(callee) === 'native' ? (callee as { name: string }).name : null;
  if (name === 'import') return typeof args[0] === 'string' ? dataUrlText(args[0]) : null;
  if (name === 'repl.start') return textOfStream(asObject(args[0])?.props.get('input') ?? args[1]);
  if (name === null || !(name === 'Function' || RUNS_CODE.test(name))) return null;
  const value = name === 'Function' ? args.at(-1) : args[name.endsWith('.call') ? 1 : 0];
  const text = value instanceof Uint8Array ? toText(value) : value;
  return typeof text === 'string' && text.length <= CODE_CHARS_MAX ? text : null;
}
