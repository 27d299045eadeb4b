import type { Machine } from './members.ts';
import { asObject, based, entriesOf } from './objects.ts';
import {
  type EmuObject,
  isArray,
  kindOf,
  list,
  native,
  record,
  spend,
  toText,
  type Value,
} from './values.ts';

const CHARS_MAX = 100_000;

function paid(machine: Machine, text: string): string {
  spend(machine.budget, 1 + (text.length >> 4), text.length);
  return text;
}

/** An address, with its parts as the language gives them; null for one that is not known, or is none. */
export function addressOf(machine: Machine, args: readonly Value[]): Value | null {
  const texts = args.slice(0, 2).map((item) => textOf(item));
  const [text, base] = texts;
  if (typeof text !== 'string' || base === null || texts.some((item) => (item?.length ?? 0) > CHARS_MAX))
    return null;
  paid(machine, text);
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    // No address, or one that is relative to what is not known.
    return null;
  }
  const { href, protocol, username, password, host, hostname, port, pathname, search, hash } = url;
  const parts = { href, protocol, username, password, host, hostname, port, pathname, search, hash };
  const asText = native('toString', () => href);
  const made: Record<string, Value> = { ...parts, toString: asText, toJSON: asText };
  made.searchParams = parametersIn(machine, url.searchParams);
  return { ...based('URL()', made), label: href };
}

/** The text of an argument, also of another address; null for what is not known. */
function textOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  const href = asObject(value)?.props.get('href');
  return typeof href === 'string' ? href : null;
}

/** Parameters that are made of a text, of pairs or of an object; null for what is not known. */
export function parametersOf(machine: Machine, [source]: readonly Value[]): Value | null {
  if (source === undefined) return parametersIn(machine, new URLSearchParams());
  if (typeof source === 'string')
    return source.length > CHARS_MAX
      ? null
      : parametersIn(machine, new URLSearchParams(paid(machine, source)));
  const pairs = isArray(source)
    ? source.items.map((item): [Value, Value] => (isArray(item) ? [item.items[0], item.items[1]] : ['', '']))
    : kindOf(source) === 'object'
      ? entriesOf(machine, source)
      : null;
  if (pairs === null) return null;
  const params = new URLSearchParams();
  for (const [key, value] of pairs) params.append(paid(machine, toText(key)), paid(machine, toText(value)));
  return parametersIn(machine, params);
}

function parametersIn(machine: Machine, params: URLSearchParams): EmuObject {
  const pairs = (): Value => list([...params].map(([key, value]) => list([key, value])));
  const change = (name: 'append' | 'set'): Value =>
    native(name, ([key, value]) => {
      params[name](toText(key), paid(machine, toText(value)));
      return undefined;
    });
  return based('URLSearchParams()', {
    get: native('get', ([key]) => params.get(toText(key))),
    getAll: native('getAll', ([key]) => list(params.getAll(toText(key)))),
    has: native('has', ([key]) => params.has(toText(key))),
    append: change('append'),
    set: change('set'),
    delete: native('delete', ([key]) => {
      params.delete(toText(key));
      return undefined;
    }),
    keys: native('keys', () => list([...params.keys()])),
    values: native('values', () => list([...params.values()])),
    entries: native('entries', pairs),
    'Symbol.iterator': native('entries', pairs),
    forEach: native('forEach', ([fn]) => {
      for (const [key, value] of params) machine.call(fn, [value, key]);
      return undefined;
    }),
    toString: native('toString', () => paid(machine, params.toString())),
  });
}

/** What `querystring.parse` makes of a text; null for what is not known. */
export function queryOf(machine: Machine, [text]: readonly Value[]): Value | null {
  if (typeof text !== 'string' || text.length > CHARS_MAX) return null;
  const made = record();
  for (const [key, value] of new URLSearchParams(paid(machine, text))) {
    const known = made.props.get(key);
    made.props.set(
      key,
      known === undefined ? value : list(isArray(known) ? [...known.items, value] : [known, value]),
    );
  }
  return made;
}
