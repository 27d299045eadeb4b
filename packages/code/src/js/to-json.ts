import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Bindings, FunctionInfo, Scope } from './scope.ts';

/** Tells which methods of the file `JSON.stringify` calls of what it is given. */
export type ToJson = (value: Node, scope: Scope) => readonly FunctionInfo[];

const NONE: readonly FunctionInfo[] = [];
/** What is no object of a class. */
const WRITTEN_OUT = /^(?:ObjectExpression|ArrayExpression|Literal|TemplateLiteral)$/;

/**
 * Creates what tells who says of itself what it is as JSON: the class of an object, or, where that is not known, the
 * only one of the file that does.
 */
export function createToJson(bindings: Bindings, ev: Evaluator): ToJson {
  const methods = bindings.methods.filter(({ key, computed }) => keyName(key, computed) === 'toJSON');
  const [only, ...others] = methods;
  if (!only) return () => NONE;
  return (object, scope) => {
    if (WRITTEN_OUT.test(object.type)) return NONE;
    const { start, end } = object;
    const property: Node = { type: 'Identifier', name: 'toJSON', start, end };
    const member = { type: 'MemberExpression', object, property, computed: false, start, end } as Node;
    const known = ev.calleesOf(member, scope);
    if (known.length > 0 || others.length > 0) return known;
    const fn = bindings.functions.get(only.value);
    return fn ? [fn] : NONE;
  };
}
