import { addressOf, parametersOf, queryOf } from './addresses.ts';
import type { Machine } from './members.ts';
import { asObject, based } from './objects.ts';
import { isArray, list, native, toText, type Value } from './values.ts';

/** What a call of an API gives that computes; null where it is not known. */
type Answer = (machine: Machine, args: readonly Value[]) => Value | null;

function told(name: string): Answer {
  return (machine, args) => machine.construct(machine.builtin(name), args);
}

const ITEMS = 'Symbol.iterator';

/** A stream of what is at hand. */
const readable: Answer = (_machine, [source]) => {
  const items = typeof source === 'string' || source instanceof Uint8Array ? [source] : null;
  const given = isArray(source) ? source.items : items;
  if (!given) return null;
  const all = native(ITEMS, () => list([...given]));
  return based('stream.Readable.from()', { [ITEMS]: all });
};

/** The text that a stream gives which is made of texts; null for others. */
export function textOfStream(stream: Value): string | null {
  const all = asObject(stream)?.props.get(ITEMS);
  if (typeof all !== 'object' || all === null || !('kind' in all) || all.kind !== 'native') return null;
  const given = all.call([], stream, false);
  return isArray(given) ? given.items.map((item) => toText(item)).join('') : null;
}

/** The path of an address of a file; null for others. */
const pathOfAddress: Answer = (_machine, [address]) => {
  const text = typeof address === 'string' ? address : asObject(address)?.props.get('href');
  return typeof text === 'string' && text.startsWith('file://') ? text.slice('file://'.length) : null;
};

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['URL', addressOf],
  ['url.URL', addressOf],
  ['URLSearchParams', parametersOf],
  ['url.URLSearchParams', parametersOf],
  ['querystring.parse', queryOf],
  ['querystring.decode', queryOf],
  ['url.fileURLToPath', pathOfAddress],
  ['stream.Readable.from', readable],
  ['async_hooks.AsyncLocalStorage', told('AsyncLocalStorage')],
  ['worker_threads.MessageChannel', told('MessageChannel')],
  ['worker_threads.BroadcastChannel', told('BroadcastChannel')],
]);

/** What a call of the outside world gives where that only computes; null for other calls. */
export function answerOf(machine: Machine, name: string, args: readonly Value[]): Value | null {
  return ANSWERS.get(name)?.(machine, args) ?? null;
}
