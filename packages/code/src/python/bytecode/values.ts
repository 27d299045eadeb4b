import type { Expr, Keyword, Parameter, Piece } from './ir.ts';
import { escaped, identifier, isIdentifier, quoted, quotesAt, writeConstant } from './literals.ts';

/** How tightly an expression binds; operands that bind less stand in parentheses. */
const TIGHT: Readonly<Record<string, number>> = {
  '|': 8,
  '^': 9,
  '&': 10,
  '<<': 11,
  '>>': 11,
  '+': 12,
  '-': 12,
  '*': 13,
  '@': 13,
  '/': 13,
  '//': 13,
  '%': 13,
  '**': 15,
};
const ATOM = 20;

const BRACKETS = {
  list: ['[', ']'],
  generator: ['(', ')'],
  set: ['{', '}'],
  mapping: ['{', '}'],
} as const;
const LISTED = {
  list: ['[', ']'],
  generator: ['(', ')'],
  set: ['set([', '])'],
  mapping: ['dict([', '])'],
} as const;

/** Writes expressions through `put`, in as few parentheses as they need. */
export interface ValueWriter {
  /** Writes a value; in parentheses when it binds less than `atLeast`. */
  readonly value: (expr: Expr, atLeast?: number) => void;
  readonly list: (items: readonly Expr[]) => void;
  readonly keywords: (keywords: readonly Keyword[], comma: boolean) => void;
  /** Writes what is stored to. */
  readonly place: (expr: Expr) => void;
  readonly parameters: (all: readonly Parameter[]) => void;
}

/** A writer of expressions onto `put`. */
export function createValueWriter(put: (text: string) => void): ValueWriter {
  /** F-strings around the place that is written. */
  let inside = 0;

  function value(expr: Expr, atLeast = 0): void {
    const binds = strength(expr);
    if (binds < atLeast) put('(');
    write(expr);
    if (binds < atLeast) put(')');
  }

  function list(items: readonly Expr[], atLeast = 2): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) put(', ');
      value(item, atLeast);
    }
  }

  function keywordsOf(keywords: readonly Keyword[], comma: boolean): void {
    let more = comma;
    for (const keyword of keywords) {
      if (more) put(', ');
      more = true;
      if (keyword.name === null) {
        put('**');
        value(keyword.value, 8);
      } else if (isIdentifier(keyword.name)) {
        put(`${keyword.name}=`);
        value(keyword.value, 2);
      } else {
        put(`**{${quoted(keyword.name, inside)}: `);
        value(keyword.value, 2);
        put('}');
      }
    }
  }

  function piece(part: Piece): void {
    if (typeof part === 'string') {
      // Inside other texts braces are escaped as characters already.
      put(escaped(part, inside).replaceAll('{', '{{').replaceAll('}', '}}'));
      return;
    }
    inside++;
    put('{');
    if (opensBrace(part.value)) put(' ');
    value(part.value, 3);
    if (part.conversion !== '') put(`!${part.conversion}`);
    if (part.spec) {
      put(':');
      if (part.spec.kind === 'joined') for (const inner of part.spec.pieces) piece(inner);
      else if (part.spec.kind === 'const' && part.spec.value.type === 'str')
        put(escaped(part.spec.value.value, inside));
      else {
        put('{');
        value(part.spec, 3);
        put('}');
      }
    }
    put('}');
    inside--;
  }

  /** Operators in a row are as deep as they are many: the left side is walked, not recursed into. */
  function chain(expr: Expr): void {
    const steps: Extract<Expr, { kind: 'binary' }>[] = [];
    let at = expr;
    while (at.kind === 'binary') {
      steps.push(at);
      if (at.op === '**' || strength(at.left) < strength(at)) break;
      at = at.left;
    }
    const first = steps.at(-1);
    if (!first) return;
    value(first.left, strength(first) + (first.op === '**' ? 1 : 0));
    for (const step of steps.toReversed()) {
      put(` ${step.op} `);
      value(step.right, strength(step) + (step.op === '**' ? 0 : 1));
    }
  }

  function write(expr: Expr): void {
    switch (expr.kind) {
      case 'name':
        put(identifier(expr.id));
        return;
      case 'const':
        writeConstant(expr.value, put, inside);
        return;
      case 'attribute':
        if (!isIdentifier(expr.name)) {
          put('getattr(');
          value(expr.value, 2);
          put(`, ${quoted(expr.name, inside)})`);
          return;
        }
        holder(expr.value);
        put(`.${expr.name}`);
        return;
      case 'item':
        value(expr.value, ATOM);
        put('[');
        // Slices stand in a tuple without parentheses only.
        if (expr.index.kind === 'display' && expr.index.type === 'tuple' && expr.index.items.length > 1)
          list(expr.index.items);
        else value(expr.index, 1);
        put(']');
        return;
      case 'slice':
        for (const [index, bound] of expr.bounds.entries()) {
          if (index > 0) put(':');
          if (bound) value(bound, 3);
        }
        return;
      case 'call':
        value(expr.func, ATOM);
        put('(');
        list(expr.args);
        keywordsOf(expr.keywords, expr.args.length > 0);
        put(')');
        return;
      case 'star':
        put('*');
        value(expr.value, 8);
        return;
      case 'binary':
        chain(expr);
        return;
      case 'unary':
        put(expr.op);
        value(expr.value, expr.op === 'not ' ? 6 : 14);
        return;
      case 'compare':
        value(expr.left, 8);
        put(` ${expr.op} `);
        value(expr.right, 8);
        return;
      case 'logical': {
        const binds = expr.op === 'and' ? 5 : 4;
        value(expr.left, binds);
        put(` ${expr.op} `);
        value(expr.right, binds + (expr.right.kind === 'logical' && expr.right.op === expr.op ? 0 : 1));
        return;
      }
      case 'choice':
        value(expr.yes, 4);
        put(' if ');
        value(expr.test, 4);
        put(' else ');
        value(expr.no, 3);
        return;
      case 'display':
        put(expr.type === 'list' ? '[' : expr.type === 'set' ? '{' : '(');
        if (expr.type === 'set' && expr.items.length === 0) put('*()');
        list(expr.items);
        put(expr.type === 'list' ? ']' : expr.type === 'set' ? '}' : expr.items.length === 1 ? ',)' : ')');
        return;
      case 'mapping':
        put('{');
        for (const [index, [key, entry]] of expr.entries.entries()) {
          if (index > 0) put(', ');
          if (key) {
            value(key, 3);
            put(': ');
            value(entry, 3);
          } else {
            put('**');
            value(entry, 8);
          }
        }
        put('}');
        return;
      case 'joined':
        put(`f${quotesAt(inside)}`);
        for (const part of expr.pieces) piece(part);
        put(quotesAt(inside));
        return;
      case 'comprehension':
        comprehension(expr);
        return;
      case 'lambda':
        put(expr.parameters.length > 0 ? 'lambda ' : 'lambda');
        parameters(expr.parameters);
        put(': ');
        value(expr.body, 2);
        return;
      case 'yield':
        put('yield ');
        value(expr.value, 1);
        return;
      case 'yield from':
        put('yield from ');
        value(expr.value, 3);
        return;
      case 'await':
        put('await ');
        value(expr.value, 16);
        return;
      case 'matches':
        put('_matches(');
        value(expr.type, 2);
        put(')');
        return;
      case 'exception':
        put('_exception');
        return;
      case 'exit':
        put('None');
        return;
      default:
        put('_unknown');
    }
  }

  function comprehension({
    type,
    key,
    value: made,
    clauses,
  }: Extract<Expr, { kind: 'comprehension' }>): void {
    // The parser takes `async for` in lists and generators only.
    const isList = type !== 'generator' && clauses.some(({ asynchronous }) => asynchronous);
    const [open, close] = isList ? LISTED[type] : BRACKETS[type];
    put(open);
    if (key) {
      if (isList) put('(');
      value(key, 3);
      put(isList ? ', ' : ': ');
    }
    value(made, 3);
    if (key && isList) put(')');
    for (const { target, iter, tests, asynchronous } of clauses) {
      put(asynchronous ? ' async for ' : ' for ');
      place(target);
      put(' in ');
      value(iter, 4);
      for (const test of tests) {
        put(' if ');
        value(test, 4);
      }
    }
    put(close);
  }

  /** What an attribute is read from: a number would take the dot for its own. */
  function holder(expr: Expr): void {
    const isNumber = expr.kind === 'const' && expr.value.type === 'int';
    if (isNumber) put('(');
    value(expr, ATOM);
    if (isNumber) put(')');
  }

  /** What is stored to: a name that cannot be written is spelled out. */
  function place(expr: Expr): void {
    if (expr.kind === 'attribute') {
      holder(expr.value);
      put(`.${identifier(expr.name)}`);
    } else if (expr.kind === 'display') {
      put('(');
      for (const [index, item] of expr.items.entries()) {
        if (index > 0) put(', ');
        place(item);
      }
      put(expr.items.length === 1 ? ',)' : ')');
    } else if (expr.kind === 'star') {
      put('*');
      place(expr.value);
    } else if (expr.kind === 'name' || expr.kind === 'item') value(expr);
    else put('_');
  }

  function parameters(all: readonly Parameter[]): void {
    for (const [index, { name, prefix, fallback }] of all.entries()) {
      if (index > 0) put(', ');
      put(prefix === '/' ? '/' : prefix + (name === '' ? '' : identifier(name)));
      if (fallback) {
        put('=');
        value(fallback, 3);
      }
    }
  }

  return { value, list, keywords: keywordsOf, place, parameters };
}

/** True for a value whose text begins with a brace: in an f-string it would read as none. */
function opensBrace(expr: Expr): boolean {
  for (let at = expr; ; ) {
    switch (at.kind) {
      case 'mapping':
        return true;
      case 'display':
        return at.type === 'set';
      case 'comprehension':
        return at.type === 'set' || at.type === 'mapping';
      case 'call':
        at = at.func;
        break;
      case 'attribute':
      case 'item':
        at = at.value;
        break;
      case 'binary':
      case 'compare':
      case 'logical':
        at = at.left;
        break;
      case 'choice':
        at = at.yes;
        break;
      default:
        return false;
    }
  }
}

function strength(expr: Expr): number {
  switch (expr.kind) {
    case 'yield':
    case 'yield from':
      return 0;
    case 'lambda':
      return 2;
    case 'choice':
      return 3;
    case 'logical':
      return expr.op === 'or' ? 4 : 5;
    case 'unary':
      return expr.op === 'not ' ? 6 : 14;
    case 'compare':
      return 7;
    case 'binary':
      return TIGHT[expr.op] ?? 12;
    case 'await':
      return 16;
    case 'star':
      return 3;
    case 'const':
      // A negative number is a sign with a number behind it.
      return (expr.value.type === 'int' || expr.value.type === 'float') && expr.value.value < 0 ? 14 : ATOM;
    default:
      return ATOM;
  }
}
