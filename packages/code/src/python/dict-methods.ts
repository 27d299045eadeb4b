import { anyEntry, isKnownKey } from './any-entry.ts';
import type { Arguments } from './methods.ts';
import { item } from './sequences.ts';
import { type DictValue, fillFrom, keyOf, labelsOf, list, none, str, type Value } from './value.ts';

/** The result of a method of a dictionary; null when the method or its arguments are not known. */
export function dictMethod(self: DictValue, method: string, { positional, named }: Arguments): Value | null {
  const [first, second] = positional;
  switch (method) {
    case 'get':
    case 'pop':
    case 'setdefault':
    case '__getitem__': {
      const found = first ? item(self, first) : null;
      if (found) return found;
      if (method === 'setdefault' && first) return setDefault(self, first, second ?? none());
      if (self.whole && first && isKnownKey(first)) return second ?? none();
      return anyEntry(self, first, second);
    }
    case 'keys':
      return list(
        [...self.entries.values()].map((entry) => entry.key),
        'list',
        self.whole,
        self.labels,
      );
    case 'values':
      return list(
        [...self.entries.values()].map((entry) => entry.value),
        'list',
        self.whole,
        self.labels,
      );
    case 'items':
      return list(
        [...self.entries.values()].map((entry) => list([entry.key, entry.value], 'tuple')),
        'list',
        self.whole,
        self.labels,
      );
    case 'update': {
      if (first?.kind === 'dict') fillFrom(self, first);
      else if (first) {
        self.labels |= labelsOf(first);
        self.whole = false;
      }
      for (const [name, value] of named) self.entries.set(`s${name}`, { key: str(name), value });
      return none();
    }
    case 'copy':
      return { ...self, entries: new Map(self.entries) };
    default:
      return null;
  }
}

/** Puts a value under a key that was not there, as far as anybody knows; null where it may have been. */
function setDefault(self: DictValue, key: Value, value: Value): Value | null {
  const text = isKnownKey(key) ? keyOf(key) : null;
  const { whole } = self;
  if (text !== null) self.entries.set(text, { key, value });
  else {
    self.whole = false;
    self.labels |= labelsOf(key) | labelsOf(value);
  }
  return whole && text !== null ? value : null;
}
