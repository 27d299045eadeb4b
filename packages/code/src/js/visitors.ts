import type { CallExpression, NewExpression } from 'acorn';
import { byName } from '../by-name.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { memberValue } from './held.ts';
import { keyName } from './keys.ts';
import { functionOf } from './liveness.ts';
import type { Node } from './parse.ts';
import { type Binding, type Bindings, type FunctionInfo, type Scope } from './scope.ts';
import { valuesOf } from './values.ts';

/** Names by which handlers take what came, and what answers it: of Node's servers and all that are built on them. */
const REQUEST = /^_{0,2}(?:req|request)$/i;
const RESPONSE = /^_{0,2}(?:res|resp|response|reply)$/i;

/** What makes a server of a function. */
const makesServer = byName((name) => /^(?:https?|http2|net|tls)\.create(?:Secure)?Server$/.test(name));
/** Where a server tells of who comes. */
const isServerEvent = byName((name) =>
  /^(?:(?:https?|http2|net|tls)\.create(?:Secure)?Server|ws(?:\.WebSocket)?(?:\.?Server)?|socket\.io(?:\.Server)?)\(\)\.(?:on|once|addListener)$/.test(
    name,
  ),
);
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|::1)$/;
const COMES = /^(?:request|connection|secureConnection|stream)$/;

/** What routes are added to, by what made it or by its name. */
const makesRoutes = byName((name) =>
  /^(?:express(?:\.Router)?|koa-router|@koa\/router|fastify|hono\.Hono|polka|restify\.createServer|router)\(\)$/.test(
    name,
  ),
);
const ROUTES = /^_?(?:app|server|router|routes?|api|fastify|hono)$/i;
const ADDS: ReadonlySet<string> = new Set('get post put patch delete all use options'.split(' '));

/** Functions by which a server takes what comes, wherever they are given to one: by the names of their parameters. */
function byParams({ node, params }: FunctionInfo): readonly Binding[] {
  if (!('params' in node)) return [];
  const at = node.params.findIndex((param, index) => {
    const answer = node.params[index + 1];
    return (
      param.type === 'Identifier' &&
      REQUEST.test(param.name) &&
      answer?.type === 'Identifier' &&
      RESPONSE.test(answer.name)
    );
  });
  return params[at] ?? [];
}

/**
 * What clients of servers send: the parameters that functions take it by.
 * @returns bindings, some more than once.
 */
export function findVisitors(bindings: Bindings, ev: Evaluator): readonly Binding[] {
  const found: Binding[] = [];
  for (const fn of bindings.functions.values()) found.push(...byParams(fn));
  for (const { node, scope } of bindings.calls) {
    if (node.arguments.length === 0 || !takesVisitors(node, scope, ev)) continue;
    for (const argument of node.arguments)
      found.push(...(functionOf(bindings, argument, scope)?.params[0] ?? []));
  }
  return found;
}

/** Whether the functions that a call is given are called with what comes to a server. */
function takesVisitors(node: CallExpression | NewExpression, scope: Scope, ev: Evaluator): boolean {
  const callee = node.callee as Node;
  const name = ev.nameOf(callee, scope);
  if (name !== null && makesServer(name)) return true;
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return false;
  const [first] = node.arguments as Node[];
  if (name !== null && isServerEvent(name)) {
    const event = first ? textOf(ev.fold(first, scope)) : null;
    return event !== null && COMES.test(event) && !listensHere(callee.object, scope, ev);
  }
  const method = keyName(callee.property, callee.computed);
  if (method === null || !ADDS.has(method) || first?.type !== 'Literal') return false;
  if (typeof first.value !== 'string' || !first.value.startsWith('/')) return false;
  const { object } = callee;
  const made = ev.nameOf(object, scope);
  return (object.type === 'Identifier' && ROUTES.test(object.name)) || (made !== null && makesRoutes(made));
}

/** Whether a server is made for this machine alone: who comes to it is here already. */
function listensHere(server: Node, scope: Scope, ev: Evaluator): boolean {
  return valuesOf(ev, server, scope).some(({ node, scope: inner }) => {
    const options =
      node.type === 'NewExpression' || node.type === 'CallExpression' ? node.arguments[0] : null;
    const host = options?.type === 'ObjectExpression' ? memberValue(options, 'host') : undefined;
    return host !== undefined && LOOPBACK.test(textOf(ev.fold(host, inner)) ?? '');
  });
}
