import type { CallExpression, NewExpression } from 'acorn';
import { forEachChild, pushChildren } from './children.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { keyName, spelledName } from './keys.ts';
import type { Node } from './parse.ts';
import { makersOf } from './request.ts';
import { type Binding, type Bindings, bindingOf, type FunctionInfo, type Scope } from './scope.ts';
import { soleOf } from './sole.ts';

type Call = CallExpression | NewExpression;

/** Tells whether nothing in a file looks at what the other side of a request says. */
export type IsUnheeded = (call: Call, scope: Scope, name: string) => boolean;

/** Methods that hand data to a request, socket or client that was made before: what they give says nothing. */
const WRITES = /\(\)\.(?:write|end|send|publish)$/;
/** Methods whose receiver is no better looked at for them. */
const PASSES: ReadonlySet<string> = new Set('catch finally unref end write setTimeout'.split(' '));
const LISTENS: ReadonlySet<string> = new Set('on once addListener addEventListener'.split(' '));
/** Events that tell nothing of an answer. */
const DEAF_EVENT = /^(?:error|close|connect|secureConnect|open|timeout|finish|drain)$/;
/** Methods that take what the other side says. */
const READS: ReadonlySet<string> = new Set('pipe read setEncoding'.split(' '));

/** Creates what tells unheeded requests of one file; the file is gone through when it is first asked. */
export function createUnheeded(bindings: Bindings, ev: Evaluator): IsUnheeded {
  let dropped: ReadonlySet<Node> | null = null;
  let heard: ReadonlySet<Binding> | null = null;

  /** `.on('data', …)`: an event that carries an answer, or one that is not known. */
  function hears(args: readonly Node[], scope: Scope): boolean {
    const event = args[0] ? textOf(ev.fold(args[0], scope)) : null;
    return event === null || !DEAF_EVENT.test(event);
  }

  function hearingBindings(): ReadonlySet<Binding> {
    const found = new Set<Binding>();
    for (const { node, scope } of bindings.calls) {
      const callee = node.callee as Node;
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') continue;
      const method = keyName(callee.property, callee.computed);
      if (method === null) continue;
      if (!READS.has(method) && !(LISTENS.has(method) && hears(node.arguments, scope))) continue;
      const binding = bindingOf(callee.object, scope);
      if (binding) found.add(binding);
    }
    return found;
  }

  /** `request(…).on('response', read).end(x)`. */
  function isHeardOnTheWay(object: Node, scope: Scope): boolean {
    let at = object;
    while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') {
      const method = keyName(at.callee.property, at.callee.computed);
      if (method !== null && LISTENS.has(method) && hears(at.arguments, scope)) return true;
      if (at.callee.object.type === 'Super') return false;
      at = at.callee.object;
    }
    return false;
  }

  /** A function among the arguments that takes something: `https.get(url, (response) => …)`. */
  function isAnswered(call: Call): boolean {
    return call.arguments.some((argument) => {
      const fn = bindings.functions.get(argument);
      return fn ? fn.params.length > 0 && !onlyDrains(fn) : false;
    });
  }

  return (call, scope, name) => {
    if (isAnswered(call)) return false;
    if (!WRITES.test(name)) {
      dropped ??= droppedCalls(bindings);
      return dropped.has(call);
    }
    heard ??= hearingBindings();
    const callee = call.callee as Node;
    const object = callee.type === 'MemberExpression' ? (callee.object as Node) : null;
    const binding = object?.type === 'Identifier' ? bindingOf(object, scope) : null;
    if ((binding && heard.has(binding)) || (object && isHeardOnTheWay(object, scope))) return false;
    return !makersOf(ev, call, scope).some((maker) => isAnswered(maker.node));
  };
}

/** Methods that have an answer flow by. */
const DRAINS: ReadonlySet<string> = new Set(['resume', 'destroy']);
/** Nodes of a function that are looked at. */
const DRAIN_NODES_MAX = 80;

/** `(response) => response.resume()`, and `response.on('data', () => {})`: nothing of the answer is looked at. */
function onlyDrains({ node, params }: FunctionInfo): boolean {
  const binding = soleOf(params[0]);
  if (!binding || params.length > 1) return false;
  let uses = 0;
  let deaf = 0;
  const nodes: Node[] = [node.body as Node];
  for (let seen = 0; nodes.length > 0; seen++) {
    const at = nodes.pop();
    if (!at || seen > DRAIN_NODES_MAX) return false;
    if (at.type === 'Identifier' && at.name === binding.name) uses++;
    if (at.type === 'CallExpression' && isDeafCall(at, binding.name)) deaf++;
    forEachChild(at, (child) => nodes.push(child));
  }
  return uses > 0 && uses === deaf;
}

function isDeafCall({ callee, arguments: args }: CallExpression, name: string): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  const method = keyName(callee.property, callee.computed) ?? '';
  if (callee.object.name !== name) return false;
  const [event, listener] = args as Node[];
  const isDeafEvent = event?.type === 'Literal' && DEAF_EVENT.test(String(event.value));
  return (
    DRAINS.has(method) ||
    (LISTENS.has(method) && (isDeafEvent || (listener !== undefined && takesNothing(listener))))
  );
}

/** Calls that stand as statements, those that such statements are chained to included. */
function droppedCalls({ root }: Bindings): ReadonlySet<Node> {
  const found = new Set<Node>();
  const nodes: Node[] = [root.node as Node];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.type === 'ExpressionStatement') drop(node.expression, found);
    if (node.type === 'CallExpression' && asksForNothing(node.callee))
      for (const argument of node.arguments)
        if (argument.type === 'ArrowFunctionExpression' && argument.expression) drop(argument.body, found);
    pushChildren(node, nodes);
  }
  return found;
}

/** What calls a function and takes nothing that it gives: `parts.forEach((part) => send(part))`. */
function asksForNothing(callee: CallExpression['callee']): boolean {
  const name = spelledName(callee);
  return name !== null && IGNORES.has(name);
}

const IGNORES: ReadonlySet<string> = new Set(
  'forEach on once nextTick setTimeout setInterval setImmediate queueMicrotask addEventListener'.split(' '),
);

function drop(expression: Node, found: Set<Node>): void {
  let at: Node | null = expression;
  while (at) {
    if (at.type === 'AwaitExpression') at = at.argument;
    else if (at.type === 'UnaryExpression' && at.operator === 'void') at = at.argument;
    else if (at.type === 'ChainExpression') at = at.expression;
    else if (at.type === 'LogicalExpression') at = at.right;
    else if (at.type === 'CallExpression') {
      found.add(at);
      at = receiverOf(at);
    } else return;
  }
}

/** What a call is chained to when the call looks at nothing of it. */
function receiverOf(call: CallExpression): Node | null {
  const callee = call.callee as Node;
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return null;
  const method = keyName(callee.property, callee.computed);
  if (method === null) return null;
  const [first] = call.arguments as Node[];
  const isDeaf =
    PASSES.has(method) ||
    (method === 'then' && first !== undefined && takesNothing(first)) ||
    (LISTENS.has(method) && first?.type === 'Literal' && DEAF_EVENT.test(String(first.value)));
  return isDeaf ? callee.object : null;
}

function takesNothing(node: Node): boolean {
  return (
    (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression') &&
    node.params.length === 0
  );
}
