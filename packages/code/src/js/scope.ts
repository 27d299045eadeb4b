import type {
  CallExpression,
  ForInStatement,
  ForOfStatement,
  Function as FunctionNode,
  Identifier,
  ImportDeclaration,
  Literal,
  NewExpression,
  Pattern,
  Program,
  TaggedTemplateExpression,
} from 'acorn';
import { NODES_MAX } from '../limits.ts';
import { pushChildren } from './children.ts';
import { type ClassNode, declaresHere, isFunction, isGenerator } from './declares.ts';
import { collectExportSites } from './export-sites.ts';
import { calledThen, impliedAssigns } from './implied-writes.ts';
import { keyName } from './keys.ts';
import { addAssigned, addMemberNames } from './member-names.ts';
import { memoOf } from './memo.ts';
import { collectMembers, type Field, type Method } from './method.ts';
import type { Node } from './parse.ts';
import { walkDefaults, walkPattern } from './patterns.ts';
import type { Holder } from './spreading.ts';

/** One place that gives a binding its value. `path` leads from the value to what is bound; null is a computed step. */
export interface Write {
  readonly value: Node;
  readonly scope: Scope;
  readonly path: readonly (string | null)[];
  /** `import`: `value` is the specifier's literal. `element`: an unknown member of the value (loops, rest). */
  readonly kind: 'value' | 'import' | 'element';
}

/** The path to a value as a whole. */
const WHOLE: Write['path'] = [];

export interface Binding extends Holder {
  readonly name: string;
  readonly writes: Write[];
  /** The function that this name declares, when it is a function declaration. */
  fn: FunctionInfo | null;
  readonly isParam: boolean;
  /** What a parameter, or a name in its pattern, is where nothing is given. */
  fallback?: Site;
  /** The API that the name stands for, once asked; null for none. */
  apiName: string | null | undefined;
  /** The function that the name stands for, once asked; null for none. */
  denotes: FunctionInfo | null | undefined;
}

export interface Scope {
  readonly parent: Scope | null;
  readonly names: Map<string, Binding>;
  readonly fn: FunctionInfo;
}

/** `labels` are those of what it returns. */
export interface FunctionInfo extends Holder {
  readonly node: FunctionNode | Program;
  readonly parent: FunctionInfo | null;
  readonly params: Binding[][];
  readonly returns: { readonly value: Node; readonly scope: Scope }[];
  /** Where its parameters are names; null for the whole file. */
  inner: Scope | null;
  /** Runs when the file is loaded; filled by the liveness pass. */
  live: boolean;
}

export interface Site<N extends Node = Node> {
  readonly node: N;
  readonly scope: Scope;
}

export interface Assign {
  /** Where the value goes: a member expression, or an identifier that is bound elsewhere. */
  readonly target: Node;
  readonly value: Node;
  readonly scope: Scope;
  readonly offset: number;
}

/** A file's bindings and the sites that the later passes look at, in source order. */
export interface Bindings {
  readonly root: FunctionInfo;
  readonly rootScope: Scope;
  readonly all: readonly Binding[];
  readonly functions: ReadonlyMap<Node, FunctionInfo>;
  readonly calls: readonly Site<CallExpression | NewExpression>[];
  readonly imports: readonly Site[];
  /** What parameters are where they are not given. */
  readonly defaults: readonly (Site & { readonly binding: Binding })[];
  readonly assigns: readonly Assign[];
  readonly members: readonly Site[];
  readonly strings: readonly Site<Literal>[];
  readonly templates: readonly Site[];
  readonly loops: readonly Site[];
  /** Blocks of which what is thrown in them is caught. */
  readonly tries: readonly Site[];
  /** Outermost `+` expressions. */
  readonly sums: readonly Site[];
  /** `name` is null for what has none, or more than one. */
  readonly exports: readonly { readonly name: string | null; readonly value: Node; readonly scope: Scope }[];
  /** Functions that are members of objects and classes. */
  readonly methods: readonly Method[];
  /** Members that classes give a value outside of functions. */
  readonly fields: readonly Field[];
  /** Names of all members that objects, classes and assignments give; null for any, when not all was walked. */
  readonly memberNames: ReadonlySet<string> | null;
  readonly tags: readonly Site<TaggedTemplateExpression>[];
  /** Classes that extend another one. */
  readonly subclasses: readonly Site<ClassNode>[];
  /** Nodes of the tree that were walked: how much code there is, whatever stands between it. */
  readonly nodes: number;
  readonly complete: boolean;
}

/** Finds the binding that an identifier means in the scope that it stands in; null for globals. */
export function bindingOf(node: Identifier, scope: Scope): Binding | null {
  const memo = memoOf(node);
  if (memo.$binding === undefined) memo.$binding = lookup(scope, node.name);
  return memo.$binding;
}

/** Finds the binding that a name means in a scope; null for globals. */
export function lookup(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return null;
}

/** Collects scopes, bindings and sites of a program in one walk without recursion. */
export function bindProgram(program: Program): Bindings {
  const functions = new Map<Node, FunctionInfo>();
  const out = {
    calls: [] as Site<CallExpression | NewExpression>[],
    imports: [] as Site[],
    defaults: [] as (Site & { readonly binding: Binding })[],
    assigns: [] as Assign[],
    members: [] as Site[],
    strings: [] as Site<Literal>[],
    templates: [] as Site[],
    loops: [] as Site[],
    tries: [] as Site[],
    sums: [] as Site[],
    exports: [] as { name: string | null; value: Node; scope: Scope }[],
    methods: [] as Method[],
    fields: [] as Field[],
    tags: [] as Site<TaggedTemplateExpression>[],
    subclasses: [] as Site<ClassNode>[],
  };
  const all: Binding[] = [];
  const memberNames = new Set<string>();
  const innerSums = new Set<Node>();
  /** Functions that stand among the arguments of calls. */
  const handed = new Set<Node>();
  /** Functions that yield what they give. */
  const yields = new Set<FunctionInfo>();
  const deferred: { name: string; scope: Scope; write: Write }[] = [];

  function createFunction(node: FunctionNode | Program, parent: FunctionInfo | null): FunctionInfo {
    const live = parent === null;
    const info: FunctionInfo = { node, parent, params: [], returns: [], inner: null, live, labels: 0 };
    functions.set(node as Node, info);
    return info;
  }

  function declare(scope: Scope, name: string, hoist: boolean, isParam = false): Binding {
    let at = scope;
    if (hoist) while (at.parent && at.parent.fn === at.fn) at = at.parent;
    const existing = at.names.get(name);
    if (existing) return existing;
    const binding: Binding = {
      name,
      writes: [],
      fn: null,
      isParam,
      labels: 0,
      readers: undefined,
      apiName: undefined,
      denotes: undefined,
    };
    at.names.set(name, binding);
    all.push(binding);
    return binding;
  }

  function declarePattern(
    pattern: Pattern,
    scope: Scope,
    options: { hoist: boolean; isParam?: boolean; value?: Node | null; kind?: Write['kind'] },
  ): Binding[] {
    const { hoist, isParam, value, kind = 'value' } = options;
    function bind(name: string, path: Write['path']): Binding {
      const binding = declare(scope, name, hoist, isParam);
      if (value) binding.writes.push({ value, scope, path, kind });
      return binding;
    }
    // Most patterns are names.
    if (pattern.type === 'Identifier') return [bind(pattern.name, WHOLE)];
    const bound: Binding[] = [];
    walkPattern(pattern, WHOLE, (target, path) => {
      if (target.type === 'Identifier') bound.push(bind(target.name, path));
    });
    return bound;
  }

  function assign(
    target: Node,
    value: Node,
    scope: Scope,
    offset: number,
    kind: Write['kind'] = 'value',
  ): void {
    walkPattern(target, WHOLE, (leaf, path) => {
      if (leaf.type === 'Identifier') {
        deferred.push({ name: leaf.name, scope, write: { value, scope, path, kind } });
      } else {
        out.assigns.push({ target: leaf, value, scope, offset });
        addAssigned(leaf, memberNames);
      }
    });
  }

  const root = createFunction(program, null);
  const rootScope: Scope = { parent: null, names: new Map(), fn: root };
  // Two stacks in step: an object per node would double the cost of the walk.
  const nodes: Node[] = [program];
  const scopes: Scope[] = [rootScope];
  function push(node: Node, scope: Scope): void {
    nodes.push(node);
    scopes.push(scope);
  }
  let left = NODES_MAX;

  function enterFunction(node: FunctionNode & Node, scope: Scope): void {
    const info = createFunction(node, scope.fn);
    if (isGenerator(node, handed.has(node))) yields.add(info);
    const inner: Scope = { parent: scope, names: new Map(), fn: info };
    info.inner = inner;
    if (node.id) {
      const isDeclared = node.type === 'FunctionDeclaration';
      declare(isDeclared ? scope : inner, node.id.name, isDeclared).fn = info;
    }
    for (const param of node.params) {
      const bound = declarePattern(param, inner, { hoist: false, isParam: true });
      info.params.push(bound);
      walkDefaults(param, (name, value) => {
        const binding = bound.find((one) => one.name === name);
        if (!binding) return;
        out.defaults.push({ binding, node: value, scope: inner });
        binding.fallback ??= { node: value, scope: inner };
      });
      push(param, inner);
    }
    if (node.expression) info.returns.push({ value: node.body, scope: inner });
    push(node.body, inner);
  }

  function bindCall(node: CallExpression, scope: Scope): void {
    // `import('x').then((m) => …)`: the parameter is the module.
    const then = calledThen(node);
    if (then) thenWrites.set(then.callback, { value: then.promise, scope });
    for (const { target, value } of impliedAssigns(node)) assign(target, value, scope, node.start);
  }
  const thenWrites = new Map<Node, { value: Node; scope: Scope }>();

  /** `for (const [key, value] of list)`. */
  function bindItems({ left: target, right, start }: ForInStatement | ForOfStatement, scope: Scope): void {
    if (target.type !== 'VariableDeclaration') {
      assign(target, right, scope, start, 'element');
      return;
    }
    const pattern = target.declarations[0]?.id;
    if (pattern)
      declarePattern(pattern, scope, { hoist: target.kind === 'var', value: right, kind: 'element' });
  }

  function bindImports({ specifiers, source }: ImportDeclaration, scope: Scope): void {
    for (const specifier of specifiers) {
      // What was recovered from broken text may have a literal there: "import o'".
      if (specifier.local.name === undefined) continue;
      const binding = declare(scope, specifier.local.name, false);
      const name = specifier.type === 'ImportSpecifier' ? keyName(specifier.imported, false) : null;
      const path = name === null || name === 'default' ? WHOLE : [name];
      binding.writes.push({ value: source, scope, path, kind: 'import' });
    }
  }

  for (let node = nodes.pop(); node; node = nodes.pop()) {
    let scope = scopes.pop() ?? rootScope;
    if (--left < 0) break;
    if (isFunction(node)) {
      enterFunction(node, scope);
      const resolved = thenWrites.get(node);
      const parameter = node.params[0];
      if (resolved && parameter) {
        const bound = functions.get(node)?.params[0];
        walkPattern(parameter, WHOLE, (target, path) => {
          const binding = target.type === 'Identifier' && bound?.find((b) => b.name === target.name);
          if (binding) binding.writes.push({ ...resolved, path, kind: 'value' });
        });
      }
      continue;
    }
    switch (node.type) {
      case 'WhileStatement':
      case 'DoWhileStatement':
        out.loops.push({ node, scope });
        break;
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
      case 'StaticBlock':
        if (node.type === 'ForStatement') out.loops.push({ node, scope });
        if (declaresHere(node)) scope = { parent: scope, names: new Map(), fn: scope.fn };
        if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') bindItems(node, scope);
        break;
      case 'TryStatement':
        if (node.handler) out.tries.push({ node: node.block, scope });
        break;
      case 'CatchClause':
        scope = { parent: scope, names: new Map(), fn: scope.fn };
        if (node.param) declarePattern(node.param, scope, { hoist: false });
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        if (node.id && node.type === 'ClassDeclaration')
          declare(scope, node.id.name, false).writes.push({ value: node, scope, path: WHOLE, kind: 'value' });
        if (node.superClass) out.subclasses.push({ node, scope });
        break;
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations)
          declarePattern(id, scope, { hoist: node.kind === 'var', value: init ?? null });
        break;
      case 'AssignmentExpression':
        assign(node.left, node.right, scope, node.start);
        break;
      case 'ImportDeclaration':
      case 'ImportExpression':
      case 'ExportAllDeclaration':
        out.imports.push({ node, scope });
        if (node.type === 'ImportDeclaration') bindImports(node, scope);
        break;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        collectExportSites(node, scope, out);
        break;
      case 'CallExpression':
        for (const argument of node.arguments) if (isFunction(argument)) handed.add(argument);
        bindCall(node, scope);
        out.calls.push({ node, scope });
        break;
      case 'NewExpression':
        out.calls.push({ node, scope });
        break;
      case 'MemberExpression':
        out.members.push({ node, scope });
        break;
      case 'YieldExpression':
      case 'ReturnStatement':
        if (node.argument && (node.type === 'ReturnStatement' || yields.has(scope.fn)))
          scope.fn.returns.push({ value: node.argument, scope });
        break;
      case 'Literal':
        if (typeof node.value === 'string') out.strings.push({ node, scope });
        break;
      case 'BinaryExpression':
        if (node.operator !== '+') break;
        innerSums.add(node.left);
        innerSums.add(node.right);
        if (!innerSums.has(node)) out.sums.push({ node, scope });
        break;
      case 'ObjectExpression':
      case 'ClassBody':
        collectMembers(node, scope, out);
        addMemberNames(node, memberNames);
        break;
      case 'TaggedTemplateExpression':
        out.tags.push({ node, scope });
        break;
      case 'TemplateLiteral':
        out.templates.push({ node, scope });
        break;
      default:
    }
    // Sites are met in source order.
    pushChildren(node, nodes);
    while (scopes.length < nodes.length) scopes.push(scope);
  }
  for (const { name, scope, write } of deferred) lookup(scope, name)?.writes.push(write);
  const complete = left >= 0;
  const known = { root, rootScope, all, functions, memberNames: complete ? memberNames : null, complete };
  return { ...out, ...known, nodes: NODES_MAX - left };
}
