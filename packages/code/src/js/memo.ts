import type { Folded } from './fold-value.ts';
import type { Node } from './parse.ts';
import type { Binding } from './scope.ts';

/**
 * Answers that were found for a node, kept on the node itself: a file has hundreds of thousands of them, and maps by
 * node cost more than finding most answers. Absent: not asked yet.
 */
interface Memo {
  $binding?: Binding | null;
  $name?: string | null;
  $constant?: Folded | null;
  /** Labels, and above them the round in which they held. */
  $labels?: number;
}

/** The answers that are kept on a node. */
export function memoOf(node: Node): Memo {
  return node as Memo;
}
