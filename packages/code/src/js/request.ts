import type { CallExpression, NewExpression } from 'acorn';
import { sinkKindOf, sourceLabelOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import { partialText } from './commands.ts';
import type { Evaluator } from './evaluator.ts';
import { soleValue } from './held.ts';
import { keyName } from './keys.ts';
import { LABEL } from './labels.ts';
import { calleeName } from './names.ts';
import type { Node } from './parse.ts';
import { commandTexts, partialTexts } from './path-text.ts';
import { bindingOf, type FunctionInfo, type Scope, type Site } from './scope.ts';

/** Constant text that says where a request goes; `host` tells a bare host name from an address. */
export interface RequestTarget {
  readonly text: string;
  readonly kind: 'address' | 'host';
}

type Call = CallExpression | NewExpression;

const HOST_KEY = /^(?:host|hostname)$/;
const ADDRESS_KEY = /^(?:url|uri|href|baseURL|baseUrl|prefixUrl|origin|dsn)$/;
/** What makes an object that sends. */
const MAKER =
  /^(?:net|tls|http2|undici|WebSocket|EventSource|eventsource|ws|axios|got|ofetch|wretch|graphql-request|mqtt|posthog-node|nodemailer|@slack\/\w+|@octokit\/\w+|Octokit)\b/;
const SOCKET_CALL = /^(?:net\.(?:connect|createConnection)|net\.Socket\(\)\.connect)$/;
const DEPTH_MAX = 6;
const ASKED_MAX = 20;
/** Texts of one parameter. */
const TEXTS_MAX = 4;

/** Follows a name to the one value that it is given. */
function valueOf(ev: Evaluator, node: Node, scope: Scope, depth = 0): { node: Node; scope: Scope } {
  if (node.type === 'AwaitExpression') return valueOf(ev, node.argument, scope, depth + 1);
  if (node.type === 'MemberExpression' && depth <= DEPTH_MAX) {
    const held = ev.heldBy(node, scope);
    return held ? valueOf(ev, held.node, held.scope, depth + 1) : { node, scope };
  }
  if (node.type !== 'Identifier' || depth > DEPTH_MAX) return { node, scope };
  const binding = bindingOf(node, scope);
  const isUnwritten = binding?.isParam === true && binding.writes.length === 0;
  const value = isUnwritten ? defaultOf(node.name, scope) : soleValue(binding);
  return value ? valueOf(ev, value.node, value.scope, depth + 1) : { node, scope };
}

/** What is known of the texts that a name stands for, which are read where they are given. */
function textsOfValue(ev: Evaluator, node: Node, scope: Scope): readonly string[] {
  const value = valueOf(ev, node, scope);
  const whole = partialText(ev, value.node, value.scope);
  if (whole === null) return [];
  // What the file's own calls give a parameter is as many texts as it makes calls.
  const isGiven = value.node.type === 'Identifier' && bindingOf(value.node, value.scope)?.isParam === true;
  return isGiven
    ? [...new Set([whole, ...commandTexts(ev, value.node, value.scope)])].slice(0, TEXTS_MAX)
    : [whole];
}

/** What a parameter is when it is not given: `(url = 'https://…') => …`. */
function defaultOf(name: string, scope: Scope): { node: Node; scope: Scope } | null {
  for (let fn: FunctionInfo | null = scope.fn; fn; fn = fn.parent) {
    for (const param of 'params' in fn.node ? fn.node.params : []) {
      const target = param.type === 'AssignmentPattern' ? param.left : param;
      if (target.type !== 'Identifier' || target.name !== name) continue;
      return param.type === 'AssignmentPattern' ? { node: param.right, scope } : null;
    }
  }
  return null;
}

/** The calls behind a sink: itself and, for `request.write(x)`, those that made the request object. */
function callsOf(ev: Evaluator, call: Call, scope: Scope): Site<Call>[] {
  const found: Site<Call>[] = [{ node: call, scope }];
  let at: Site<Call> = { node: call, scope };
  for (let i = 0; i < DEPTH_MAX; i++) {
    const callee = at.node.callee as Node;
    if (callee.type !== 'MemberExpression') break;
    // `client.chat.post()`: what is called on is the client.
    let held: Node = callee.object;
    while (held.type === 'MemberExpression' && held.object.type !== 'ThisExpression') held = held.object;
    const object = valueOf(ev, held, at.scope);
    if (object.node.type !== 'CallExpression' && object.node.type !== 'NewExpression') break;
    at = { node: object.node, scope: object.scope };
    const name = calleeName(ev, at.node, at.scope);
    if (name === null || isRequestMaker(name)) found.push(at);
  }
  return found;
}

/** The calls that made what a sink's method is called on. */
export function makersOf(ev: Evaluator, call: Call, scope: Scope): Site<Call>[] {
  return callsOf(ev, call, scope).slice(1);
}

function isRequestMaker(name: string): boolean {
  return sinkKindOf(name) === 'network' || MAKER.test(name);
}

/** Where a request goes, as far as it is constant: of the call itself and of the one that made its object. */
export function targetsOf(ev: Evaluator, call: Call, scope: Scope): RequestTarget[] {
  const found: RequestTarget[] = [];
  for (const site of callsOf(ev, call, scope)) {
    for (const argument of site.node.arguments.slice(0, 2)) targetsIn(ev, argument, site.scope, found);
    const host = hostArgument(ev, site);
    for (const text of host ? textsOfValue(ev, host, site.scope) : [])
      if (text && !/[/\\]/.test(text)) found.push({ text: text.slice(0, 2048), kind: 'host' });
  }
  return found;
}

/** The name that a call looks up, as far as it is constant: who keeps its zone reads the rest. */
export function namesLookedUp(ev: Evaluator, { arguments: [asked] }: Call, scope: Scope): RequestTarget[] {
  const text = asked ? partialTexts(ev, asked, scope)[0] : undefined;
  return text === undefined ? [] : [{ text: text.slice(0, 2048), kind: 'host' }];
}

/** The argument that names the host of a socket: `net.connect(port, host)`, `socket.send(data, port, host)`. */
function hostArgument(ev: Evaluator, { node, scope }: Site<Call>): Node | undefined {
  const name = calleeName(ev, node, scope);
  if (name === null) return undefined;
  const args = node.arguments.filter((argument) => argument.type !== 'SpreadElement') as Node[];
  if (name === 'tls.connect' || SOCKET_CALL.test(name))
    return args[1]?.type === 'ObjectExpression' ? undefined : args[1];
  return name === 'dgram.createSocket().send' ? args.slice(2).findLast(isText) : undefined;
}

/** An argument that can be a host: no number and no function. */
function isText(node: Node): boolean {
  if (node.type === 'Literal') return typeof node.value === 'string';
  return node.type === 'Identifier' || node.type === 'TemplateLiteral' || node.type === 'MemberExpression';
}

/** Where what an expression stands for sends to: a request or a socket that something is piped into. */
export function targetsOfValue(ev: Evaluator, node: Node, scope: Scope): RequestTarget[] {
  const value = valueOf(ev, node, scope);
  return value.node.type === 'CallExpression' || value.node.type === 'NewExpression'
    ? targetsOf(ev, value.node, value.scope)
    : [];
}

function targetsIn(ev: Evaluator, argument: Node, scope: Scope, found: RequestTarget[], depth = 0): void {
  const value = valueOf(ev, argument, scope);
  if (value.node.type === 'NewExpression') {
    const [first] = value.node.arguments;
    // `url = new URL(url)` holds itself.
    if (first && depth < DEPTH_MAX && ev.nameOf(value.node.callee, value.scope) === 'URL')
      targetsIn(ev, first, value.scope, found, depth + 1);
    return;
  }
  if (value.node.type !== 'ObjectExpression') {
    const text = partialText(ev, value.node, value.scope);
    if (text?.includes('://')) found.push({ text: text.slice(0, 2048), kind: 'address' });
    return;
  }
  for (const property of value.node.properties) {
    const key = property.type === 'Property' ? keyName(property.key, property.computed) : null;
    if (property.type !== 'Property' || key === null) continue;
    const kind = HOST_KEY.test(key) ? 'host' : ADDRESS_KEY.test(key) ? 'address' : null;
    for (const text of kind ? textsOfValue(ev, property.value, value.scope) : [])
      if (kind && text) found.push({ text: text.slice(0, 2048), kind });
  }
}

/** True when what is sent goes into a socket of this machine: a path or a named pipe instead of a host. */
export function staysHere(ev: Evaluator, call: Call, scope: Scope): boolean {
  return callsOf(ev, call, scope).some((site) => {
    const name = calleeName(ev, site.node, site.scope);
    const [first] = site.node.arguments as Node[];
    return (
      name !== null && first !== undefined && SOCKET_CALL.test(name) && isLocalPath(ev, first, site.scope)
    );
  });
}

function isLocalPath(ev: Evaluator, argument: Node, scope: Scope): boolean {
  const { node, scope: inner } = valueOf(ev, argument, scope);
  if (node.type === 'ObjectExpression') {
    const keys = node.properties.map((item) =>
      item.type === 'Property' ? keyName(item.key, item.computed) : null,
    );
    return keys.includes('path') && !keys.some((key) => key === null || /^(?:host|hostname|port)$/.test(key));
  }
  if (node.type === 'CallExpression') {
    if (/^path\.(?:join|resolve)$/.test(ev.nameOf(node.callee, inner) ?? '')) return true;
    // Whatever puts the name together: one that depends on a number of a process is of this machine.
    const isProcess = (item: Node): boolean => /^process\.p?pid$/.test(ev.nameOf(item, inner) ?? '');
    if (node.arguments.some((item) => isProcess(item))) return true;
  }
  // No host name holds a slash or a backslash.
  return /[/\\]/.test(partialText(ev, node, inner) ?? '');
}

/** Addresses of requests, and names that are looked up. */
export function addressesAsked(calls: readonly NamedCall[], ev: Evaluator): string[] {
  const found = new Set<string>();
  for (const { node, scope, name } of calls) {
    if (found.size >= ASKED_MAX) break;
    const kind = sinkKindOf(name);
    if (kind === 'network' || sourceLabelOf(name) === LABEL.network)
      for (const { text } of targetsOf(ev, node, scope)) found.add(text);
    const [asked] = node.arguments;
    // Of several addresses, one may be of this machine.
    if (kind === 'network' && asked)
      for (const text of partialTexts(ev, asked, scope)) if (text.includes('://')) found.add(text);
    if (kind === 'dns') for (const { text } of namesLookedUp(ev, node, scope)) found.add(text);
  }
  return [...found];
}
