import type { Model } from './builtins.ts';
import type { Arguments } from './methods.ts';
import { labelsOf, list, none, ref, type Value } from './value.ts';

const TARGET_CHARS_MAX = 2048;

/** Something that keeps what it was made with for its methods. */
export function kept(name: string): Model {
  return ({ positional }) => holding(name, positional);
}

/** The same for what stands for its first text, wherever it goes: an address that was taken apart. */
export function told(name: string): Model {
  return ({ positional }) => {
    const [source] = positional;
    const isText = source?.kind === 'str' && source.text.length > 2;
    return holding(name, positional, isText ? [source.text.slice(0, TARGET_CHARS_MAX)] : []);
  };
}

/** What a call of a name gives: it holds values, and carries what they carry. */
export function holding(name: string, values: readonly Value[], targets: readonly string[] = []): Value {
  const labels = values.reduce((all, value) => all | labelsOf(value), 0);
  return { ...ref(`${name}()`, labels, targets), bound: { self: list([...values]), method: '' } };
}

/** Keeps what an object is made with in the order of its parameters, `None` for those that were left out. */
export function keptAs(name: string, parameters: readonly string[]): Model {
  return (args) => holding(name, orderedBy(parameters, args));
}

/** Arguments in the order of the parameters they are for. */
export function orderedBy(parameters: readonly string[], { positional, named }: Arguments): Value[] {
  return parameters.map((parameter, index) => positional[index] ?? named.get(parameter) ?? none());
}

/** What the object behind a reference was made with; nothing for values that keep nothing. */
export function madeWith(value: Value | undefined): readonly Value[] {
  return value?.kind === 'ref' && value.bound?.self.kind === 'list' ? value.bound.self.items : [];
}
