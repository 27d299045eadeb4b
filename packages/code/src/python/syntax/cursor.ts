import type { Node } from '../tree.ts';
import { PLACE, PythonSyntaxError, STRIDE, type Tokens } from './tokens.ts';

/** A place among the tokens of a source, which the parser moves on. */
export interface Cursor {
  readonly tokens: Tokens;
  readonly isPlain: boolean;
  at: number;
  /** Kind of the token at that place. */
  kind: string;
  /** The semicolon that the last suite ended with, which is part of the statement around it; -1 without one. */
  semicolon: number;
}

/** A node while it is made. */
export interface Made {
  readonly nodeType: string;
  lineno: number;
  col_offset: number;
  end_lineno: number;
  end_col_offset: number;
  [field: string]: unknown;
}

export const LOAD: Node = { nodeType: 'Load' };
export const STORE: Node = { nodeType: 'Store' };
export const DELETE: Node = { nodeType: 'Del' };

/** A cursor at the first token. */
export function createCursor(tokens: Tokens, isPlain: boolean): Cursor {
  const { first, kinds } = tokens;
  return { tokens, isPlain, at: first, kind: kinds[first] ?? 'end', semicolon: -1 };
}

/** Moves to a token, also back to one. */
export function goTo(cursor: Cursor, at: number): void {
  cursor.at = at;
  cursor.kind = cursor.tokens.kinds[at] ?? 'end';
}

/** True at a token of a kind, which may be another after the next step. */
export function isAt(cursor: Cursor, kind: string): boolean {
  return cursor.kind === kind;
}

/** Takes a token of a kind; false when there is another. */
export function take(cursor: Cursor, kind: string): boolean {
  if (cursor.kind !== kind) return false;
  goTo(cursor, cursor.at + 1);
  return true;
}

/** Takes a token that has to stand here. */
export function expect(cursor: Cursor, kind: string): void {
  if (!take(cursor, kind)) fail();
}

/** Takes a name. */
export function takeName(cursor: Cursor): string {
  const name = cursor.tokens.names[cursor.at] ?? '';
  expect(cursor, 'name');
  return name;
}

/** The name at the place of the cursor; empty for other tokens. */
export function nameHere({ tokens, at }: Cursor): string {
  return tokens.names[at] ?? '';
}

/** Kind of the token after the next one. */
export function kindAfter({ tokens, at }: Cursor): string {
  return tokens.kinds[at + 1] ?? 'end';
}

/** @throws PythonSyntaxError always. */
export function fail(): never {
  throw new PythonSyntaxError('unexpected token');
}

/** Gives a node its place: from the start of one token to the end of another, the last one that was taken. */
export function placed(cursor: Cursor, start: number, node: Made, end = cursor.at - 1): Made {
  const { places } = cursor.tokens;
  node.lineno = places[start * STRIDE + PLACE.line] ?? 0;
  node.col_offset = places[start * STRIDE + PLACE.column] ?? 0;
  node.end_lineno = places[end * STRIDE + PLACE.endLine] ?? 0;
  node.end_col_offset = places[end * STRIDE + PLACE.endColumn] ?? 0;
  return node;
}

/** One number of the place of a token. */
export function placeOf({ tokens }: Cursor, at: number, what: keyof typeof PLACE): number {
  return tokens.places[at * STRIDE + PLACE[what]] ?? 0;
}

/** The place of a node that has none yet; written out where nodes are many, which keeps their fields together. */
export const NOWHERE = { lineno: 0, col_offset: 0, end_lineno: 0, end_col_offset: 0 } as const;

/** Says of a target, and of what it is made of, what is done to it. */
export function setContext(target: Made, context: Node): void {
  switch (target.nodeType) {
    case 'Starred':
      target.ctx = context;
      setContext(target.value as Made, context);
      return;
    case 'List':
    case 'Tuple':
      target.ctx = context;
      for (const element of target.elts as Made[]) setContext(element, context);
      return;
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      target.ctx = context;
      return;
    default:
  }
}

/** True for a name that stands here and means itself only here: `match`, `case`, `type`. */
export function isWord(c: Cursor, word: string): boolean {
  return c.kind === 'name' && nameHere(c) === word;
}
