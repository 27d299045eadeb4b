import type { Value } from './value.ts';

/**
 * A node of the syntax tree, as the parser makes it: CPython's names and fields. Fields are read by name and checked where
 * they are used; the tree comes from a parser, yet its shape follows hostile text.
 */
export interface Node {
  readonly nodeType: string;
  readonly lineno?: number;
  readonly col_offset?: number;
  readonly end_lineno?: number;
  readonly end_col_offset?: number;
  readonly [field: string]: unknown;
}

/** Names of one block: module, class or function. Lookup goes outwards, past classes. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly names: Map<string, Value>;
  readonly parent: Scope | null;
  /** Names that the block declared `global` or `nonlocal`, with the scope that holds them; few blocks have any. */
  elsewhere: Map<string, Scope> | null;
}

/** True for a node. */
export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && typeof (value as Node).nodeType === 'string';
}

/** The node in a field; null when there is none. */
export function child(node: Node, field: string): Node | null {
  const value = node[field];
  return isNode(value) ? value : null;
}

/** The nodes of a list field; gaps (`None` in a dict's keys) are null. */
export function children(node: Node, field: string): (Node | null)[] {
  const value = node[field];
  return Array.isArray(value) ? value.map((item) => (isNode(item) ? item : null)) : [];
}

const NONE: readonly Node[] = [];

/** The nodes of a list field, without gaps. */
export function nodes(node: Node, field: string): readonly Node[] {
  const value = node[field];
  if (!Array.isArray(value)) return NONE;
  // Nearly all lists have none: the list itself will do. By index, as everywhere where much is gone through: the
  // compiler that is used (see analysis/src/v8-flags.ts) makes an object for each step of an iterator.
  for (let at = 0; at < value.length; at++) if (!isNode(value[at])) return value.filter(isNode);
  return value;
}

/** The text of a field; empty when there is none. */
export function textField(node: Node, field: string): string {
  const value = node[field];
  return typeof value === 'string' ? value : '';
}

/** A new block inside another. */
export function createScope(kind: Scope['kind'], parent: Scope | null): Scope {
  return { kind, names: new Map(), parent, elsewhere: null };
}

/** The scope of the module around a scope. */
export function moduleOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}
