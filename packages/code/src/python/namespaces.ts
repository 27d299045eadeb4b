import { put } from './displays.ts';
import { namesOf } from './names.ts';
import type { Scope } from './tree.ts';
import { dict, str, type Value } from './value.ts';

/** Places of one text that are filled by name. */
const PLACES_MAX = 1_000;
const PLACE = /%\(([^)]*)\)/g;

/**
 * Of `locals()` and `globals()` what a text asks them for (`'…%(name)s' % vars()`), as a table; any other value itself.
 * What the text does not name is not in it, with whatever that carries.
 */
export function tableFor(text: string, value: Value, scope: Scope): Value {
  if (value.kind !== 'ref' || (value.name !== 'locals()' && value.name !== 'globals()')) return value;
  const { names } = namesOf(value.name, scope);
  const table = dict();
  let left = PLACES_MAX;
  for (const [, name = ''] of text.matchAll(PLACE)) {
    if (left-- === 0) break;
    const held = names.get(name);
    if (held) put(table, str(name), held);
  }
  table.whole = false;
  return table;
}
