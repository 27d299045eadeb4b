import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import { child, type Node, nodes, textField } from './tree.ts';
import { labelsOf, type PlainValue, unknown, type Value } from './value.ts';

/** Names by which views, middleware and handlers take what came. */
const REQUEST = /^_{0,2}(?:http_?)?(?:req|request)$/;
/** Members of a request that only those of web servers have, and that hold what was sent. */
const SENT =
  /^(?:GET|POST|META|COOKIES|FILES|headers|cookies|form|forms|body|get_json|get_data|query_params|query_string|match_info|rel_url|path_params|environ|get_param|media|raw_post_data)$/;
/** Others, which requests of any kind have: they count where a framework of web servers is imported. */
const MAY_BE_SENT =
  /^(?:args|json|data|text|values|params|query|read|post|path|url|stream|content|files|get_argument)$/;
const FRAMEWORK =
  /^[ \t]*(?:from|import)[ \t]+(?:flask|quart|django|rest_framework|fastapi|starlette|aiohttp|bottle|tornado|sanic|falcon|pyramid|webob|werkzeug|litestar|cherrypy|robyn|microdot)\b/m;

/** What those who ask a server say, by the names that frameworks and Python's own servers have for it. */
const SAID =
  /^(?:(?:flask|quart|bottle)\.request\.(?:args|form|forms|values|json|get_json|data|get_data|query|query_string|params|headers|cookies|files|stream|body|GET|POST)|cherrypy\.request\.(?:params|headers|body|json)|(?:http\.server\.\w+RequestHandler|socketserver\.\w+RequestHandler)\(\)\.(?:rfile|request|path|headers|requestline)|tornado\.(?:web\.RequestHandler|websocket\.WebSocketHandler)\(\)\.(?:request|get_\w*arguments?|get_cookie|path_args|path_kwargs))$/;

/** Those of them that count as an answer of the network as well. */
const ASKED_OF_SERVER =
  /^(?:flask|quart|bottle)\.request\.(?:args|form|values|json|data|query|forms|params)$|^(?:http\.server\.\w+RequestHandler|socketserver\.\w+RequestHandler|tornado\.web\.RequestHandler)\(\)\.(?:rfile|request|path|headers|get_argument)$/;

/** The labels of a name by which the words of a server's visitor are had; 0 for others. */
export const saidLabels = byName(
  (name) => (SAID.test(name) ? LABEL.visitor : 0) | (ASKED_OF_SERVER.test(name) ? LABEL.network : 0),
);

/** Decorators of routes, and the parameters of theirs that a visitor does not fill. */
const ROUTE = /^(?:route|get|post|put|patch|delete|api_route|websocket)$/;
const NOT_SENT = /^(?:Depends|Security|inject|BackgroundTasks)$/;

function isRoute(node: Node): boolean {
  return nodes(node, 'decorator_list').some((decorator) => {
    const func = decorator.nodeType === 'Call' ? child(decorator, 'func') : null;
    const [path] = func ? nodes(decorator, 'args') : [];
    return (
      func?.nodeType === 'Attribute' &&
      ROUTE.test(textField(func, 'attr')) &&
      typeof path?.value === 'string' &&
      path.value.startsWith('/')
    );
  });
}

/** Parameters of WSGI and ASGI, by which such an application is known. */
const GATEWAYS = [
  ['environ', 'start_response'],
  ['scope', 'receive', 'send'],
] as const;

function isGateway(names: readonly string[], name: string): boolean {
  return GATEWAYS.some(
    (gateway) =>
      gateway.every((one) => names.includes(one)) &&
      name !== gateway.at(-1) &&
      gateway.some((one) => one === name),
  );
}

/**
 * What a server that calls a function of the source gives it, as a visitor of that server sent it: a request, of which
 * only some members are the visitor's words, or words themselves; null for other parameters.
 */
export function visitorsWords(name: string, parameter: Node, node: Node, labels: number): Value | null {
  if (REQUEST.test(name)) return { ...unknown(labels), request: true };
  const spec = child(node, 'args');
  const names = spec ? nodes(spec, 'args').map((one) => textField(one, 'arg')) : [];
  if (isGateway(names, name)) return unknown(labels | LABEL.visitor);
  if (name === 'self' || !isRoute(node)) return null;
  const hint = child(parameter, 'annotation');
  const type = hint ? textField(hint, hint.nodeType === 'Name' ? 'id' : 'attr') : '';
  return NOT_SENT.test(type) ? null : unknown(labels | LABEL.visitor);
}

const frameworks = new WeakMap<Machine, boolean>();

function servesPages(machine: Machine): boolean {
  const known = frameworks.get(machine) ?? FRAMEWORK.test(machine.text);
  frameworks.set(machine, known);
  return known;
}

/** A member of a request that a server was sent; what its visitor cannot say is not labelled. */
export function memberOfRequest(machine: Machine, { labels }: PlainValue, name: string): Value {
  const isSent = SENT.test(name) || (MAY_BE_SENT.test(name) && servesPages(machine));
  return unknown(isSent ? labels | LABEL.visitor : labels);
}

/** Functions that change the form of a text and keep what it says. */
const KEEPS_WORDS =
  /^(?:str|bytes|bytearray|repr|format|list|tuple|next|iter|compile|asyncio\.\w+|json\.loads?|base64\.\w+|binascii\.\w+|codecs\.\w+|zlib\.\w+|gzip\.\w+|bz2\.\w+|lzma\.\w+|marshal\.loads|shlex\.\w+|ast\.parse|textwrap\.\w+|html\.\w+|os\.(?:fsdecode|fsencode)|urllib\.parse\.\w+|cgi\.\w+|io\.\w+)(?:\b|$)/;
const keepsWords = byName((name) => KEEPS_WORDS.test(name) || SAID.test(name.replace(/\(.*$/s, '')));

/**
 * Labels of what an outside function gives for such arguments: one that looks something up by what a visitor says answers
 * with what it has itself.
 */
export function withoutVisitor(name: string, labels: number): number {
  return (labels & LABEL.visitor) !== 0 && !keepsWords(name) ? labels & ~LABEL.visitor : labels;
}

/** What an unknown function gives: what it was asked of may be the visitor's words, and what it was given is looked up. */
export function labelsOfUnknownCall(callee: Value, given: number): number {
  return labelsOf(callee) | (given & ~LABEL.visitor);
}
