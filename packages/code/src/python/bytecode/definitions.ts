import { constant, type Expr, name, type Parameter, type Statement } from './ir.ts';
import type { CodeObject } from './marshal.ts';

/** What gives the statements of a code object. */
export interface Insides {
  readonly inner: (code: CodeObject) => readonly Statement[];
}

/** The name that a function or class was compiled under. */
export const titleOf = (value: Expr): string =>
  value.kind === 'class' ? value.name : value.kind === 'function' ? value.code.name : '_made';

/** A function or class as the statement that makes it under a name. */
export function definition(context: Insides, title: string, value: Expr, line: number): Statement {
  const made = value.kind === 'decorated' ? value.made : value;
  const decorators = value.kind === 'decorated' ? value.decorators : [];
  if (made.kind === 'class')
    return {
      kind: 'class',
      name: title,
      bases: made.bases,
      keywords: made.keywords,
      decorators,
      body: context.inner(made.code),
      line: made.code.firstlineno,
    };
  if (made.kind !== 'function') return { kind: 'assign', target: name(title), value: made, line };
  return {
    kind: 'function',
    name: title,
    asynchronous: (made.code.flags & ASYNCHRONOUS) !== 0,
    parameters: parametersOf(made),
    decorators,
    body: context.inner(made.code),
    line: made.code.firstlineno,
  };
}

/** Flags of a code object (Include/cpython/code.h). */
const VARARGS = 0x04;
const VARKEYWORDS = 0x08;
/** `CO_COROUTINE` and `CO_ASYNC_GENERATOR`. */
const ASYNCHRONOUS = 0x80 | 0x200;
const PARAMETERS_MAX = 2000;

/** The parameters of a function, by its code and the defaults that it was made with. */
export function parametersOf({
  code,
  defaults,
  keywordDefaults,
}: Extract<Expr, { kind: 'function' }>): Parameter[] {
  const found: Parameter[] = [];
  const count = (value: number): number => Math.max(0, Math.min(value, PARAMETERS_MAX));
  const positional = count(code.argcount);
  const given =
    defaults?.kind === 'display'
      ? defaults.items
      : defaults?.kind === 'const' && defaults.value.type === 'tuple'
        ? defaults.value.items.map(constant)
        : [];
  const titleAt = (index: number): string => code.locals[index] ?? `_argument${index}`;
  for (let index = 0; index < positional; index++) {
    found.push({
      name: titleAt(index),
      prefix: '',
      fallback: given[given.length - positional + index] ?? null,
    });
    if (index + 1 === count(code.posonlyargcount)) found.push({ name: '', prefix: '/', fallback: null });
  }
  const only = count(code.kwonlyargcount);
  let next = positional + only;
  if ((code.flags & VARARGS) !== 0) found.push({ name: titleAt(next++), prefix: '*', fallback: null });
  else if (only > 0) found.push({ name: '', prefix: '*', fallback: null });
  const byName = new Map<string, Expr>();
  if (keywordDefaults?.kind === 'mapping')
    for (const [key, value] of keywordDefaults.entries)
      if (key?.kind === 'const' && key.value.type === 'str') byName.set(key.value.value, value);
  for (let index = positional; index < positional + only; index++)
    found.push({ name: titleAt(index), prefix: '', fallback: byName.get(titleAt(index)) ?? null });
  if ((code.flags & VARKEYWORDS) !== 0) found.push({ name: titleAt(next), prefix: '**', fallback: null });
  return found;
}
