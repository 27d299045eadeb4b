import { elementOf } from './displays.ts';
import type { Machine } from './machine.ts';
import { bind } from './names.ts';
import { item, iterate } from './sequences.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { labelsOf, list, unknown, type Value } from './value.ts';

/** Binds the names that a pattern of a `case` gives to what they stand for in the value. */
export function capture(machine: Machine, pattern: Node | null, value: Value, scope: Scope): void {
  const name = pattern ? textField(pattern, 'name') : '';
  switch (pattern?.nodeType) {
    case 'MatchAs':
      capture(machine, child(pattern, 'pattern'), value, scope);
      if (name !== '') bind(machine, name, value, scope);
      return;
    case 'MatchOr':
      for (const inner of nodes(pattern, 'patterns')) capture(machine, inner, value, scope);
      return;
    case 'MatchSequence':
      captureItems(machine, nodes(pattern, 'patterns'), value, scope);
      return;
    case 'MatchMapping': {
      const keys = nodes(pattern, 'keys');
      for (const [at, inner] of nodes(pattern, 'patterns').entries()) {
        const found = item(value, machine.evaluate(keys[at] ?? null, scope));
        capture(machine, inner, found ?? unknown(labelsOf(value)), scope);
      }
      const rest = textField(pattern, 'rest');
      if (rest !== '') bind(machine, rest, value, scope);
      return;
    }
    case 'MatchClass': {
      // `case str(text)` is the value itself; of other classes it is not known which attribute stands where.
      for (const inner of nodes(pattern, 'patterns'))
        capture(machine, inner, value.kind === 'object' ? unknown(labelsOf(value)) : value, scope);
      const attributes = Array.isArray(pattern.kwd_attrs) ? pattern.kwd_attrs : [];
      for (const [at, inner] of nodes(pattern, 'kwd_patterns').entries())
        capture(machine, inner, machine.attribute(value, String(attributes[at])), scope);
      return;
    }
    default:
  }
}

function captureItems(machine: Machine, patterns: readonly Node[], value: Value, scope: Scope): void {
  const items = iterate(value);
  const star = patterns.findIndex(({ nodeType }) => nodeType === 'MatchStar');
  const fromEnd = items ? items.length - patterns.length : 0;
  for (const [at, pattern] of patterns.entries()) {
    if (at === star) {
      const name = textField(pattern, 'name');
      const rest = items ? list(items.slice(at, fromEnd + at + 1)) : unknown(labelsOf(value));
      if (name !== '') bind(machine, name, rest, scope);
      continue;
    }
    const place = star >= 0 && at > star ? fromEnd + at : at;
    capture(machine, pattern, items ? (items[place] ?? unknown()) : elementOf(machine, value), scope);
  }
}
