import { dataUrlText } from '../data-url.ts';
import { textOfStream } from './answers.ts';
import { asObject } from './objects.ts';
import { isOpaque, kindOf, toBoolean, toText, type Value } from './values.ts';

/** Names of the outside world that run a text as code. */
const RUNS_CODE =
  /(?:^|\.)(?:eval|_compile|runInThisContext|runInNewContext|runInContext|compileFunction|Script|repl\.start\(\)\.write)(?:\.call)?$/;
const CODE_CHARS_MAX = 2_000_000;

/** `new Worker(text, { eval: true })`, and an address that holds the text. */
function textOfWorker([source, options]: readonly Value[]): string | null {
  if (typeof source !== 'string') return null;
  const evaluated = asObject(options)?.props.get('eval');
  return evaluated !== undefined && toBoolean(evaluated) ? source : dataUrlText(source);
}

/** The text that a call runs as code; null for other calls, and for texts that are not known. */
export function codeText(callee: Value, args: readonly Value[]): string | null {
  const name = isOpaque(callee) || kindOf(callee) === 'native' ? (callee as { name: string }).name : null;
  if (name === 'import') return typeof args[0] === 'string' ? dataUrlText(args[0]) : null;
  if (name === 'worker_threads.Worker') return textOfWorker(args);
  if (name === 'repl.start') return textOfStream(asObject(args[0])?.props.get('input') ?? args[1]);
  if (name === null || !(name === 'Function' || RUNS_CODE.test(name))) return null;
  const value = name === 'Function' ? args.at(-1) : args[name.endsWith('.call') ? 1 : 0];
  const text = value instanceof Uint8Array ? toText(value) : value;
  return typeof text === 'string' && text.length <= CODE_CHARS_MAX ? text : null;
}
