import type { CallExpression, NewExpression } from 'acorn';
import type { Labeler } from './labeler.ts';
import type { Node } from './parse.ts';
import type { Scope, Site } from './scope.ts';

const CLONES = /\bgit\b.{0,40}\bclone\b/;
const ADDRESS = /\b(?:https?|git|ssh):\/\//;

/** Folders that a command copies the repository of an address that is spelled into: `git clone <address> <folder>`. */
export function clonedInto(
  { arguments: args }: CallExpression | NewExpression,
  scope: Scope,
  spelledParts: Labeler['spelledParts'],
): readonly Site[] {
  const text = args.flatMap((part) => spelledParts(part as Node, scope)).join(' ');
  if (!CLONES.test(text) || !ADDRESS.test(text)) return [];
  return args.flatMap((part) => namesIn(part as Node)).map((node) => ({ node, scope }));
}

function namesIn(node: Node): readonly Node[] {
  if (node.type === 'TemplateLiteral') return node.expressions.filter(({ type }) => type === 'Identifier');
  if (node.type === 'ArrayExpression')
    return node.elements.filter((item) => item?.type === 'Identifier') as Node[];
  return [];
}
