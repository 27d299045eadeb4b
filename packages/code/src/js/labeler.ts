import type { CallExpression, NewExpression } from 'acorn';
import { EXPRESSION_DEPTH_MAX } from '../limits.ts';
import { isDecodeCall, isTransparent, sinkKindOf, sourceLabelOf } from './api.ts';
import { asksCloud } from './cloud-keys.ts';
import { labelOfCommand } from './command-labels.ts';
import { askedOfFamily, filtered, givenBack } from './env-family.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { createKeyTexts } from './key-texts.ts';
import { isIterator, keyName, methodName } from './keys.ts';
import { isCredentialPath, isKeyName, isSecretMember, isSecretName, LABEL } from './labels.ts';
import { functionOf } from './liveness.ts';
import { takesPart, yieldsItems, yieldsNoData } from './method.ts';
import { isRequire, nameOfBinding } from './names.ts';
import { accessorNames, iteratorOf, memberNamed } from './owners.ts';
import { secretField } from './page-fields.ts';
import type { Node } from './parse.ts';
import { pathTexts } from './path-text.ts';
import { type Bindings, bindingOf, type FunctionInfo, type Scope } from './scope.ts';
import { createHeaderAsked, signingIn } from './signing-in.ts';
import { createSpelledParts, type SpelledParts } from './spelled-parts.ts';
import type { Holder, Spreading } from './spreading.ts';
import { stashedAs } from './stashed.ts';
import { createToJson } from './to-json.ts';
import { isWrittenOut } from './written-out.ts';

/** Events of a page that carry what its visitor types or sends. */
const TYPED = /^(?:key(?:down|press|up)|paste|copy|input|change|submit)$/;
/** Where the label of what a form holds came up. */
const FORM_ORIGIN = 'what a form holds';

/** Operators that compare; the others compute on what they are given. */
const COMPARES: ReadonlySet<string> = new Set('== === != !== < <= > >= in instanceof'.split(' '));

/** Where a label came up first in a file. */
export type Origins = ReadonlyMap<number, { readonly offset: number; readonly text: string }>;

/** Tells the labels of expressions, given what bindings, functions and fields carry so far. */
export interface Labeler {
  readonly labelsOf: (node: Node, scope: Scope) => number;
  readonly union: (nodes: readonly (Node | null)[], scope: Scope) => number;
  readonly spelledParts: SpelledParts;
  /** What holds the labels that `this.<name>` was given anywhere in the file. */
  readonly fieldNamed: (name: string) => Holder;
  /** Labels of the content of the file at a path. */
  readonly labelOfContent: (path: Node, scope: Scope) => number;
  readonly origins: Origins;
}

/** What a function of another package may hash, compare or sign with: what comes out is not known to hold it. */
const KEPT_SECRETS = LABEL.keyMaterial | LABEL.secretParam;

const NO_FUNCTIONS: readonly FunctionInfo[] = [];

type Member = Extract<Node, { type: 'MemberExpression' }>;

/** Creates the labeler of one file; `spreading` remembers what it found. */
export function createLabeler(bindings: Bindings, ev: Evaluator, spreading: Spreading): Labeler {
  const { read, recall, remember } = spreading;
  const fields = new Map<string, Holder>();
  const origins = new Map<number, { offset: number; text: string }>();
  const spelledParts = createSpelledParts(bindings, ev);
  const accessors = accessorNames(bindings);
  const keyTexts = createKeyTexts(bindings, ev.heldBy);
  const toJson = createToJson(bindings, ev);
  const headerAsked = createHeaderAsked(ev, (node, scope) => labelsOf(node, scope));
  const credentialPaths = new Set<Node>();
  for (const { node } of bindings.strings) {
    const text = String(node.value);
    // `.env` files are read by half of all tools, and objects carry their name far.
    if (isCredentialPath(text) && !/\.env\b/.test(text)) credentialPaths.add(node);
  }

  function fieldNamed(name: string): Holder {
    let field = fields.get(name);
    if (!field) fields.set(name, (field = { labels: 0 }));
    return field;
  }

  function labelsIn(fn: FunctionInfo | null | undefined): number {
    return fn ? read(fn) : 0;
  }

  function note(label: number, node: Node, text: string): number {
    if (label !== 0 && !origins.has(label)) origins.set(label, { offset: node.start, text });
    return label;
  }

  function union(nodes: readonly (Node | null)[], scope: Scope, depth: number): number {
    let labels = 0;
    for (const node of nodes) if (node) labels |= labelsOf(node, scope, depth + 1);
    return labels;
  }

  /** A read of the environment, whole or of one variable, by the name of what is read. */
  function labelsOfEnv(api: string, node: Node): number {
    if (api === 'process.env' || api === 'import.meta.env' || api === 'Bun.env')
      return note(LABEL.envAll, node, api);
    if (!api.startsWith('process.env.')) return 0;
    const secret = isSecretName(api.slice('process.env.'.length));
    return note(secret ? LABEL.envSecret : LABEL.envNamed, node, api);
  }

  function labelsOfMember(node: Node, scope: Scope, depth: number): number {
    if (node.type !== 'MemberExpression' || node.object.type === 'Super') return 0;
    const name = ev.nameOf(node, scope);
    const env = name === null ? 0 : labelsOfEnv(name, node);
    if (env !== 0) return env;
    if (name === 'document.cookie') return note(LABEL.pageData, node, name);
    const member = keyName(node.property, node.computed);
    if (member !== null && yieldsNoData(member)) return 0;
    const secret = member !== null && isKeyName(member) ? note(LABEL.keyMaterial, node, member) : 0;
    const getter =
      member !== null && accessors.has(member) ? labelsIn(memberNamed('get', bindings, node, scope)) : 0;
    if (node.object.type === 'ThisExpression')
      return member === null
        ? 0
        : secret | getter | read(fieldNamed(member)) | labelsHeld(node, scope, depth);
    if (getter !== 0) return secret | (getter & ~LABEL.param);
    const kept = stashedAs(node, scope);
    const stashed = kept === null ? 0 : read(fieldNamed(kept));
    const held = secret | stashed | labelsOf(node.object, scope, depth + 1);
    const secretKey =
      (held & LABEL.param) === 0 ? undefined : namesOf(node, member, scope).find(isSecretMember);
    const object = secretKey === undefined ? held : held | note(LABEL.secretParam, node, secretKey);
    if ((object & LABEL.envAll) === 0) return object;
    const key = member ?? textOf(ev.fold(node.property, scope));
    const rest = object & ~LABEL.envAll;
    // What `dotenv` read is the whole of what it gives.
    if (key !== null && key !== 'parsed' && !/^\d+$/.test(key))
      return rest | (isSecretName(key) ? LABEL.envSecret : LABEL.envNamed);
    // An enumerated key reads everything in turn; any other computed key reads one variable.
    const byKey = member === null ? labelsOf(node.property, scope, depth + 1) : 0;
    if (key !== null || (byKey & LABEL.envAll) !== 0) return object;
    const listed = keyTexts(node.property, scope).find(isSecretName);
    return rest | LABEL.envNamed | (listed ? note(LABEL.envSecret, node, `process.env.${listed}`) : 0);
  }

  /** The name that is written, or those of a table which the key goes through. */
  function namesOf(node: Member, member: string | null, scope: Scope): readonly string[] {
    return member === null ? keyTexts(node.property, scope) : [member];
  }

  /** What the class or object that is written out gives a member of `this`. */
  function labelsHeld(
    node: Node & { readonly type: 'MemberExpression' },
    scope: Scope,
    depth: number,
  ): number {
    const held = ev.heldBy(node, scope);
    return held ? labelsOf(held.node, held.scope, depth + 1) : 0;
  }

  function labelOfRead(node: CallExpression | NewExpression, scope: Scope): number {
    const [path] = node.arguments;
    return path ? labelOfContent(path, scope, node) : LABEL.file;
  }

  function labelOfContent(path: Node, scope: Scope, node = path): number {
    const carried = labelsOf(path, scope);
    if ((carried & LABEL.credentialPath) !== 0)
      return note(LABEL.credential, node, 'read of a credential file');
    if ((carried & LABEL.listing) !== 0)
      return note(LABEL.harvest, node, 'read of files that a folder lists');
    if (spelledParts(path, scope).some(isCredentialPath))
      return note(LABEL.credential, node, 'read of a credential file');
    const joined = joinedCredential(path, scope);
    return joined === undefined ? LABEL.file : note(LABEL.credential, node, `read of ${joined}`);
  }

  /** `join(homedir(), '.docker', 'config.json')`: none of the pieces alone says what it leads to. */
  function joinedCredential(path: Node, scope: Scope): string | undefined {
    return pathTexts(ev, path, scope).find((text) => isCredentialPath(text) && !/\.env\b/.test(text));
  }

  function labelsOfCommand(node: CallExpression | NewExpression, scope: Scope): number {
    const [command] = node.arguments;
    const text =
      command &&
      [command, ...node.arguments.slice(1)].flatMap((part) => spelledParts(part as Node, scope)).join(' ');
    if (!text) return 0;
    const label = labelOfCommand(text);
    return label === LABEL.credentialPath ? label : note(label, node, text.slice(0, 80));
  }

  function labelsOfCall(node: CallExpression | NewExpression, scope: Scope, depth: number): number {
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    const name = ev.nameOf(callee, scope);
    const method = methodName(callee);
    if (method !== null && yieldsNoData(method)) return 0;
    if (method === 'addEventListener' || name === 'addEventListener') {
      const event = args[0] ? textOf(ev.fold(args[0], scope)) : null;
      return event !== null && TYPED.test(event)
        ? note(LABEL.clipboard, node, `what is typed (${event})`)
        : 0;
    }
    const field =
      method === null
        ? null
        : (secretField(ev, method, args[0], scope) ?? headerAsked(method, callee, args, scope));
    if (field !== null) return note(LABEL.secretParam, node, field);
    if (args[0] && callee.type === 'Identifier' && callee.name === 'FormData')
      return note(LABEL.pageData, node, FORM_ORIGIN) | labelsOf(args[0], scope, depth + 1);
    if (name !== null) {
      if (isRequire(name)) {
        const specifier = args[0] && textOf(ev.fold(args[0], scope));
        return specifier?.startsWith('.') ? LABEL.local : 0;
      }
      const encoding = args[1] ? textOf(ev.fold(args[1], scope)) : null;
      // `unescape(encodeURIComponent(x))` turns text into UTF-8 bytes and hides nothing.
      const utf8 = name === 'unescape' && args[0]?.type === 'CallExpression';
      if (isDecodeCall(name, encoding) && !utf8) {
        const constant = args[0] !== undefined && isWrittenOut(ev, args[0], scope);
        const inner = union(args, scope, depth);
        // One character code at a time is punctuation, not a hidden text.
        const isList = name.endsWith('.apply') || args.length >= 8 || args[0]?.type === 'SpreadElement';
        if (name.startsWith('String.') && !isList && inner === 0) return 0;
        return note(constant ? LABEL.decodedConst : LABEL.decoded, node, name) | inner;
      }
      const source = sourceLabelOf(name);
      if (source === LABEL.file) return labelOfRead(node, scope);
      if (source === LABEL.network && asksCloud(ev, args[0], scope))
        return source | note(LABEL.credential, node, 'keys of the machine in its cloud');
      // Files of a folder of keys are keys.
      const among = source === LABEL.listing ? union(args, scope, depth) & LABEL.credentialPath : 0;
      if (source !== 0) return among | note(source, node, `${name}()`);
      if (sinkKindOf(name) === 'command') return labelsOfCommand(node, scope);
      if (isTransparent(name)) {
        const receiver = callee.type === 'MemberExpression' ? (callee.object as Node) : null;
        const held = receiver ? labelsOf(receiver, scope, depth + 1) : 0;
        const carried =
          union(args, scope, depth) | filtered(held, node, scope, ev, () => returnedBy(args, scope));
        if (name !== 'JSON.stringify' || !args[0]) return carried;
        return toJson(args[0], scope).reduce((all, fn) => all | (read(fn) & ~LABEL.param), carried);
      }
    }
    // What a promise comes to is what its function, which sees all around it, resolves it with.
    if (name === 'Promise' && args[0]) return labelsIn(bindings.functions.get(args[0]));
    const fns = node.type === 'CallExpression' ? ev.calleesOf(callee, scope) : NO_FUNCTIONS;
    if (fns.length > 0) {
      let labels = 0;
      for (const fn of fns) labels |= read(fn);
      const own =
        (labels & ~LABEL.param) |
        (isOfInstance(callee, scope) ? labelsOf(callee.object, scope, depth + 1) : 0);
      if ((labels & LABEL.param) === 0) return own;
      return own | givenBack(union(args, scope, depth), fns);
    }
    const receiver =
      callee.type === 'MemberExpression'
        ? // One item of a store is an id or a setting.
          filtered(labelsOf(callee.object, scope, depth + 1) & ~LABEL.pageData, node, scope, ev, () => 0)
        : 0;
    if (name?.startsWith('.')) return LABEL.local | union(args, scope, depth);
    // An unknown function of another package may pick one thing out of what it was given, and answers a visitor by
    // what it has itself.
    const given =
      method !== null && takesPart(method) ? 0 : union(args, scope, depth) | returnedBy(args, scope);
    const passed = given & ~(KEPT_SECRETS | LABEL.visitor);
    return (
      (method !== null && yieldsItems(method) ? receiver : receiver & ~KEPT_SECRETS) |
      (name === null ? passed : (passed & ~LABEL.envAll) | (passed & LABEL.envAll ? LABEL.envNamed : 0))
    );
  }

  /** A method of what the file itself makes of a class, which keeps what it was made with. */
  function isOfInstance(
    callee: Node,
    scope: Scope,
  ): callee is Node & { readonly type: 'MemberExpression'; readonly object: Node } {
    if (callee.type !== 'MemberExpression') return false;
    const { object } = callee;
    if (object.type !== 'Identifier') return object.type === 'NewExpression';
    return bindingOf(object, scope)?.writes[0]?.value.type === 'NewExpression';
  }

  /** What callbacks return: `list.map((path) => read(path))` carries what is read. */
  function returnedBy(args: readonly Node[], scope: Scope): number {
    let labels = 0;
    for (const argument of args) {
      const fn =
        bindings.functions.get(argument) ??
        (argument.type === 'Identifier' ? functionOf(bindings, argument, scope) : null);
      labels |= labelsIn(fn);
    }
    return labels & ~LABEL.param;
  }

  function labelsOfName(node: Node & { readonly type: 'Identifier' }, scope: Scope): number {
    const binding = bindingOf(node, scope);
    if (!binding)
      return node.name === 'localStorage' || node.name === 'sessionStorage'
        ? note(LABEL.pageData, node, node.name)
        : 0;
    const api = nameOfBinding(ev, binding);
    const env = api === null ? 0 : labelsOfEnv(api, node);
    const key = isKeyName(node.name) ? note(LABEL.keyMaterial, node, node.name) : 0;
    const held = askedOfFamily(read(binding), node, scope, ev);
    if (!binding.isParam) return held | env | key;
    const secret = isSecretMember(node.name) ? note(LABEL.secretParam, node, node.name) : 0;
    return held | env | key | secret | LABEL.param;
  }

  function labelsOf(node: Node, scope: Scope, depth = 0): number {
    if (node.type === 'Literal') return credentialPaths.has(node) ? LABEL.credentialPath : 0;
    if (node.type === 'Identifier') return labelsOfName(node, scope);
    const known = recall(node);
    if (known !== undefined) return known;
    if (depth > EXPRESSION_DEPTH_MAX || !ev.step()) return 0;
    return remember(node, () => findLabels(node, scope, depth));
  }

  function findLabels(node: Node, scope: Scope, depth: number): number {
    switch (node.type) {
      case 'MemberExpression':
        return labelsOfMember(node, scope, depth);
      case 'CallExpression':
        return labelsOfCall(node, scope, depth);
      case 'NewExpression':
        return (
          labelsOfCall(node, scope, depth) | (labelsIn(iteratorOf(bindings, node, scope)) & ~LABEL.param)
        );
      case 'BinaryExpression':
        if (node.left.type === 'PrivateIdentifier' || COMPARES.has(node.operator)) return 0;
        return node.operator === '+'
          ? labelsOfSum(node, scope, depth)
          : union([node.left, node.right], scope, depth);
      case 'LogicalExpression':
        return union([node.left, node.right], scope, depth);
      case 'ConditionalExpression':
        return union([node.consequent, node.alternate], scope, depth);
      case 'TemplateLiteral':
        return union(node.expressions, scope, depth);
      case 'TaggedTemplateExpression':
        return union(node.quasi.expressions, scope, depth);
      case 'ArrayExpression':
        return union(node.elements, scope, depth);
      case 'ObjectExpression':
        return labelsOfObject(node, scope, depth);
      case 'SpreadElement':
      case 'AwaitExpression':
        return labelsOf(node.argument, scope, depth + 1);
      case 'YieldExpression':
        return node.argument ? labelsOf(node.argument, scope, depth + 1) : 0;
      case 'AssignmentExpression':
        return labelsOf(node.right, scope, depth + 1);
      case 'SequenceExpression': {
        const last = node.expressions.at(-1);
        return last ? labelsOf(last, scope, depth + 1) : 0;
      }
      case 'ChainExpression':
        return labelsOf(node.expression, scope, depth + 1);
      default:
        return 0;
    }
  }

  /** A secret in the place where a request signs in is for whom it goes to. */
  function labelsOfObject(
    node: Node & { readonly type: 'ObjectExpression' },
    scope: Scope,
    depth: number,
  ): number {
    let labels = 0;
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        labels |= labelsOf(property.argument, scope, depth + 1);
        continue;
      }
      const key = keyName(property.key, property.computed);
      // What is gone through gives what its iterator gives.
      if (property.computed && isIterator(property.key))
        labels |= labelsIn(bindings.functions.get(property.value));
      const signing = key === 'auth' || key === 'headers' ? signingIn(key, property.value) : null;
      const carried = labelsOf(property.value, scope, depth + 1);
      labels |= signing === null ? carried : (carried & ~LABEL.secretParam) | union(signing, scope, depth);
    }
    return labels;
  }

  function labelsOfSum(node: Node, scope: Scope, depth: number): number {
    let labels = 0;
    let at: Node = node;
    while (at.type === 'BinaryExpression' && at.left.type !== 'PrivateIdentifier') {
      labels |= labelsOf(at.right, scope, depth + 1);
      at = at.left;
    }
    return labels | labelsOf(at, scope, depth + 1);
  }

  return {
    labelsOf: (node, scope) => labelsOf(node, scope),
    union: (nodes, scope) => union(nodes, scope, 0),
    spelledParts,
    fieldNamed,
    labelOfContent,
    origins,
  };
}
