import type { Folded } from './fold-value.ts';
import type { Method, MethodOwner } from './method.ts';
import type { Node } from './parse.ts';
import type { Binding, FunctionInfo, Site } from './scope.ts';
import type { Readers } from './spreading.ts';

/**
 * Answers that were found for a node, kept on the node itself: a file has hundreds of thousands of them, and maps by
 * node cost more than finding most answers. Absent: not asked yet.
 */
interface Memo {
  $binding?: Binding | null;
  /** The text that a name stands for as a computed key; absent for none. */
  $key?: string;
  $name?: string | null;
  $constant?: Folded | null;
  /** The function of the file that a member is. */
  $function?: FunctionInfo | null;
  /** Functions of the file that it may call. */
  $callees?: readonly FunctionInfo[];
  /** What the file gives a member. */
  $held?: Site | null;
  /** Expressions whose value it may have. */
  $values?: readonly Site[];
  /** What a function is a member of, where its `this` is that. */
  $owner?: MethodOwner;
  /** Functions of a class or object by their names. */
  $functions?: Readonly<Record<Method['kind'], ReadonlyMap<string, FunctionInfo>>>;
  /** Labels, until something that they were found by grows, and above them the round in which they were found. */
  $labels?: number | undefined;
  /** Whose labels were found by these. */
  $readers?: Readers | undefined;
}

/** The answers that are kept on a node. */
export function memoOf(node: Node): Memo {
  return node as Memo;
}
