import { list, rawOf, UNKNOWN_PIECE, type Value } from './value.ts';

type Text = Extract<Value, { kind: 'str' | 'bytes' }>;

/** A part of a text; one without unknown pieces is known, whatever stands beside it. */
function part(self: Text, text: string): Value {
  return self.kind === 'str'
    ? { ...self, text, partial: self.partial && text.includes(UNKNOWN_PIECE) }
    : { ...self, text };
}

/**
 * What `partition` and `rpartition` give; null for other methods, and where it is not known which of the separators in a
 * text is the one: an unknown piece may hold more of them.
 */
export function partitioned(self: Text, method: string, separator: Value | undefined): Value | null {
  const by = rawOf(separator);
  if ((method !== 'partition' && method !== 'rpartition') || by === null || by === '') return null;
  const { text } = self;
  const isFromEnd = method === 'rpartition';
  const at = isFromEnd ? text.lastIndexOf(by) : text.indexOf(by);
  const head = at < 0 ? (isFromEnd ? '' : text) : text.slice(0, at);
  const tail = at < 0 ? (isFromEnd ? text : '') : text.slice(at + by.length);
  const searched = isFromEnd ? tail : head;
  if (self.kind === 'str' && self.partial && searched.includes(UNKNOWN_PIECE)) return null;
  return list([part(self, head), part(self, at < 0 ? '' : by), part(self, tail)], 'tuple');
}
