import { byName } from '../by-name.ts';
import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, type Scope } from './scope.ts';

/** Clients, and what makes one with options of its own. */
const isClient = byName((name) =>
  /^(?:(?:axios|got|ky|request|needle|superagent|ofetch|wretch|undici|graphql-request)\b|https?\.request$|fetch$|(?:ws|eventsource)\b|WebSocket$|EventSource$)/.test(
    name,
  ),
);
/** Options that hold functions which are given what came: `transformResponse`, `afterResponse`, `onMessage`, `parseJson`. */
const ANSWERED = /response|onData|message|parse|reviver/i;
/** What tells by its `onmessage` what came from afar. */
const TELLS = /^(?:(?:ws\.)?WebSocket|ws|(?:eventsource\.)?EventSource|eventsource)\(\)$/;
const DEPTH_MAX = 3;

/**
 * What a client gives functions that stand among its options: parameters that take what a server answered.
 * @returns bindings, some more than once.
 */
export function findAnswered(
  bindings: Bindings,
  calls: readonly NamedCall[],
  ev: Evaluator,
): readonly Binding[] {
  const found: Binding[] = [];

  function take(node: Node, scope: Scope, isAnswer: boolean, depth: number): void {
    if (depth > DEPTH_MAX) return;
    if (node.type === 'ObjectExpression') {
      for (const property of node.properties) {
        if (property.type !== 'Property') continue;
        const key = keyName(property.key, property.computed);
        take(property.value, scope, isAnswer || (key !== null && ANSWERED.test(key)), depth + 1);
      }
    } else if (node.type === 'ArrayExpression') {
      for (const item of node.elements) if (item) take(item, scope, isAnswer, depth + 1);
    } else if (isAnswer) found.push(...(functionOf(bindings, node, scope)?.params[0] ?? []));
  }

  for (const { node, scope, name } of calls) {
    if (!isClient(name)) continue;
    const isHook = name.endsWith('.interceptors.response.use');
    for (const argument of node.arguments) take(argument, scope, isHook, 0);
  }
  for (const { target, value, scope } of bindings.assigns) {
    if (target.type !== 'MemberExpression' || target.object.type === 'Super') continue;
    if (keyName(target.property, target.computed) !== 'onmessage') continue;
    const name = ev.nameOf(target.object, scope);
    if (name !== null && TELLS.test(name)) take(value, scope, true, 0);
  }
  return found;
}
