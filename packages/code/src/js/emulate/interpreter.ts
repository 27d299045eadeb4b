import type { CallExpression, NewExpression, Program, Statement } from 'acorn';
import type { Node } from '../parse.ts';
import { createClasses } from './classes.ts';
import { createCodes } from './codes.ts';
import { attempt, type Doubt, noteDoubt } from './doubt.ts';
import { createFunctions } from './functions.ts';
import { createGlobals } from './globals.ts';
import type { Interpreter, InterpreterOptions } from './machine.ts';
import type { Machine } from './members.ts';
import { declareExports, declareImports, metaOf, moduleGlobals } from './module-names.ts';
import { asObject, callProxy } from './objects.ts';
import { binary, typeOf, unary } from './operators.ts';
import { type CallSite, createOutside } from './outside.ts';
import { createPattern } from './patterns.ts';
import { createPlaces } from './places.ts';
import { createProgramRunner } from './program.ts';
import { type Completion, createStatements } from './statements.ts';
import { createTexts } from './texts.ts';
import {
  type Budget,
  type EmuClass,
  type EmuFunction,
  type Env,
  earn,
  type FunctionNode,
  fileOf,
  isOpaque,
  kindOf,
  list,
  opaque,
  outermostOf,
  spend,
  Thrown,
  toBoolean,
  toNumber,
  toText,
  type Value,
} from './values.ts';

/** What the statements of a program need of the rest of the machine. */
export interface Core extends Machine {
  evaluate(node: Node, env: Env): Value;
  assign(target: Node, value: Value, env: Env, declare: 'var' | 'let' | null): void;
  declareFunctions(body: readonly Node[], env: Env): void;
  executeAll(body: readonly Statement[], env: Env): Completion | null;
  readonly doubt: Doubt;
}

const COMPILER = opaque('Function');

/** Creates the machine of one program: a tree walker with a budget, and names instead of an outside world. */
export function createInterpreter(
  budget: Budget,
  { source, env: variables = new Map() }: InterpreterOptions = {},
): Interpreter {
  const closures = new Map<Node, EmuFunction>();
  const { codes, note: noteCode } = createCodes(budget);
  const globals: Env = {
    names: new Map(),
    parent: null,
    self: opaque('globalThis'),
    ...(source !== undefined && { source }),
  };

  const doubt: Doubt = { count: 0, isExplored: false, passed: new Map() };
  const core: Core = {
    budget,
    doubt,
    call,
    construct: (callee, args) => classes.construct(callee, args),
    builtin: (name) => builtin(name),
    env: variables,
    evaluate,
    assign: (target, value, env, declare) => places.assign(target, value, env, declare),
    declareFunctions,
    executeAll: (body, env) => executeAll(body, env),
  };
  const places = createPlaces(core, globals);
  const { find, read, globalValue, selfOf, assign, member, memberName, itemsOf } = places;
  const { execute, executeAll } = createStatements(core);
  const { runBody, isExhausted } = createProgramRunner(budget, (statement, env) => execute(statement, env));
  const { compile, runText, runPrelude } = createTexts(core, globals);
  let usesPrelude = false;
  const builtin = createGlobals(core, compileNoted, (text) => {
    usesPrelude = true;
    return runPrelude(text);
  });
  const outside = createOutside(core, runText, noteCode);
  const { callFunction, yielded, ran } = createFunctions(core, globals);
  const classes = createClasses(core, createFunction, selfOf);

  function createFunction(node: FunctionNode, env: Env, ofClass?: EmuClass): EmuFunction {
    const known: EmuFunction = {
      kind: 'function',
      node,
      env,
      self: selfOf(env),
      props: new Map(),
      ...(ofClass && { ofClass }),
    };
    closures.set(node, known);
    return known;
  }

  function declareFunctions(body: readonly Node[], env: Env): void {
    for (const statement of body) {
      const declared =
        (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
        statement.declaration
          ? statement.declaration
          : statement;
      if (declared.type === 'FunctionDeclaration' && declared.id)
        env.names.set(declared.id.name, { value: createFunction(declared, env) });
    }
  }

  function call(callee: Value, args: readonly Value[], self?: Value): Value {
    spend(budget, 3);
    if (kindOf(callee) === 'native')
      return (callee as Extract<Value, { kind: 'native' }>).call(args, self, false);
    if (isOpaque(callee)) return outside.call(callee.name, args);
    const proxy = asObject(callee);
    if (proxy?.proxy) return callProxy(core, proxy, args, self);
    if (kindOf(callee) !== 'function') throw new Thrown('TypeError');
    return callFunction(callee as EmuFunction, args, self);
  }

  function argumentsOf(node: CallExpression | NewExpression, env: Env): Value[] {
    return node.arguments.flatMap((argument) =>
      argument.type === 'SpreadElement'
        ? itemsOf(evaluate(argument.argument, env))
        : [evaluate(argument, env)],
    );
  }

  /** Whoever calls `Function` through something else calls it, too: `Reflect.apply`, a bound function. */
  function compileNoted(args: readonly Value[]): Value {
    const site = source === undefined ? outside.current() : null;
    if (site) noteCode(site, COMPILER, args);
    return compile(args);
  }

  /** Calls, or makes, on behalf of a place of the program. */
  function callFrom(
    site: CallSite,
    callee: Value,
    args: readonly Value[],
    self: Value,
    isNew = false,
  ): Value {
    // Who calls a part of the language calls what that calls.
    if (usesPrelude && outermostOf(site.env).ofLanguage)
      return isNew ? classes.construct(callee, args) : call(callee, args, self);
    if (!isOpaque(callee)) noteCode(site, callee, args);
    const before = outside.enter(site);
    try {
      return isNew ? classes.construct(callee, args) : call(callee, args, self);
    } finally {
      outside.enter(before);
    }
  }

  function evaluateCall(node: CallExpression, env: Env): Value {
    let self: Value;
    let callee: Value;
    if (node.callee.type === 'Super') return classes.callSuper(argumentsOf(node, env), env);
    if (node.callee.type === 'MemberExpression') {
      const key = memberName(node.callee, env);
      if (node.callee.object.type === 'Super') {
        self = selfOf(env);
        callee = classes.superMember(key, env);
      } else {
        self = evaluate(node.callee.object, env);
        const isMissing = self === undefined || self === null;
        if (isMissing && node.callee.optional) return undefined;
        callee = isMissing ? undefined : member(self, key);
        if (callee === undefined || isOpaque(self)) callee = outside.promised(self, key) ?? callee;
        if (callee === undefined && isMissing) throw new Thrown('TypeError');
      }
    } else callee = evaluate(node.callee, env);
    if (node.optional && (callee === undefined || callee === null)) return undefined;
    const args = argumentsOf(node, env);
    return callFrom({ node, env }, callee, args, self);
  }

  function evaluateNew(node: NewExpression, env: Env): Value {
    const callee = evaluate(node.callee, env);
    const args = argumentsOf(node, env);
    return callFrom({ node, env }, callee, args, undefined, true);
  }

  /** A template that is handed to a function, piece by piece. */
  function evaluateTagged(node: Node & { readonly type: 'TaggedTemplateExpression' }, env: Env): Value {
    const tag = evaluate(node.tag, env);
    const pieces = list(node.quasi.quasis.map(({ value }) => value.raw));
    const values = node.quasi.expressions.map((part) => evaluate(part, env));
    return callFrom({ node, env }, tag, [pieces, ...values], undefined);
  }

  function evaluateAssignment(node: Node & { readonly type: 'AssignmentExpression' }, env: Env): Value {
    if (node.operator === '=') {
      const value = evaluate(node.right, env);
      assign(node.left, value, env, null);
      return value;
    }
    const known = evaluate(node.left, env);
    const operator = node.operator.slice(0, -1);
    if (
      operator === '&&'
        ? !toBoolean(known)
        : operator === '||'
          ? toBoolean(known)
          : operator === '??' && known !== null && known !== undefined
    )
      return known;
    const right = evaluate(node.right, env);
    const value = /^(?:&&|\|\||\?\?)$/.test(operator) ? right : applied(operator, known, right);
    assign(node.left, value, env, null);
    return value;
  }

  /** A binary operator, with what it reads and makes of long texts paid for. */
  function applied(operator: string, a: Value, b: Value): Value {
    if (typeof a === 'string' && typeof b === 'string')
      spend(budget, 1 + (Math.min(a.length, b.length) >> 6));
    else if (operator === '^') earn(budget);
    noteDoubt(doubt, a, b);
    return paid(binary(operator, a, b));
  }

  function paid(value: Value): Value {
    if (typeof value === 'string') spend(budget, 1 + (value.length >> 8), value.length >> 4);
    return value;
  }

  function evaluateUpdate(node: Node & { readonly type: 'UpdateExpression' }, env: Env): Value {
    const before = toNumber(evaluate(node.argument, env));
    const after = node.operator === '++' ? before + 1 : before - 1;
    assign(node.argument, after, env, null);
    return node.prefix ? after : before;
  }

  function evaluateUnary(node: Node & { readonly type: 'UnaryExpression' }, env: Env): Value {
    if (node.operator === 'typeof' && node.argument.type === 'Identifier' && !find(env, node.argument.name))
      return typeOf(globalValue(node.argument.name));
    const value = evaluate(node.argument, env);
    noteDoubt(doubt, value);
    return unary(node.operator, value);
  }

  /** Sums may be as deep as they are long: the left spine is walked in a loop. */
  function evaluateBinary(node: Node & { readonly type: 'BinaryExpression' }, env: Env): Value {
    const spine: { operator: string; right: Node }[] = [];
    let at: Node = node;
    while (at.type === 'BinaryExpression' && at.left.type !== 'PrivateIdentifier') {
      spine.push({ operator: at.operator, right: at.right });
      at = at.left;
    }
    let value = evaluate(at, env);
    for (const { operator, right } of spine.toReversed())
      value = applied(operator, value, evaluate(right, env));
    return value;
  }

  function evaluateTemplate(node: Node & { readonly type: 'TemplateLiteral' }, env: Env): Value {
    const values = node.expressions.map((part) => evaluate(part, env));
    const unknown = values.find((value) => isOpaque(value));
    if (unknown !== undefined) return unknown;
    return paid(
      node.quasis
        .map(({ value }, i) => (value.cooked ?? value.raw) + (i < values.length ? toText(values[i]) : ''))
        .join(''),
    );
  }

  function evaluateLogical(node: Node & { readonly type: 'LogicalExpression' }, env: Env): Value {
    const before = doubt.count;
    const left = evaluate(node.left, env);
    const stays =
      node.operator === '&&'
        ? !toBoolean(left)
        : node.operator === '||'
          ? toBoolean(left)
          : left !== null && left !== undefined;
    if (stays && doubt.isExplored && doubt.count > before) attempt(() => evaluate(node.right, env));
    return stays ? left : evaluate(node.right, env);
  }

  function evaluate(node: Node, env: Env): Value {
    spend(budget, 1);
    switch (node.type) {
      case 'Literal':
        if (node.regex) return createPattern(node.regex.pattern, node.regex.flags);
        return typeof node.value === 'string' ||
          typeof node.value === 'number' ||
          typeof node.value === 'boolean' ||
          node.value === null
          ? node.value
          : opaque('bigint');
      case 'Identifier':
        return read(node.name, env);
      case 'ThisExpression':
        return selfOf(env);
      case 'MemberExpression': {
        if (node.object.type === 'Super') return classes.superMember(memberName(node, env), env);
        const object = evaluate(node.object, env);
        if (node.optional && (object === undefined || object === null)) return undefined;
        return member(object, memberName(node, env));
      }
      case 'CallExpression':
        return evaluateCall(node, env);
      case 'NewExpression':
        return evaluateNew(node, env);
      case 'BinaryExpression':
        return evaluateBinary(node, env);
      case 'LogicalExpression':
        return evaluateLogical(node, env);
      case 'UnaryExpression':
        return evaluateUnary(node, env);
      case 'UpdateExpression':
        return evaluateUpdate(node, env);
      case 'AssignmentExpression':
        return evaluateAssignment(node, env);
      case 'ConditionalExpression':
        return evaluate(toBoolean(evaluate(node.test, env)) ? node.consequent : node.alternate, env);
      case 'SequenceExpression': {
        let last: Value;
        for (const part of node.expressions) last = evaluate(part, env);
        return last;
      }
      case 'ArrayExpression':
        spend(budget, node.elements.length >> 2);
        return list(
          node.elements.flatMap((item) =>
            item === null
              ? [undefined]
              : item.type === 'SpreadElement'
                ? itemsOf(evaluate(item.argument, env))
                : [evaluate(item, env)],
          ),
        );
      case 'ObjectExpression':
        return classes.evaluateObject(node, env);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return classes.evaluateClass(node, env);
      case 'TaggedTemplateExpression':
        return evaluateTagged(node, env);
      case 'YieldExpression':
        return yielded(node, node.argument ? evaluate(node.argument, env) : undefined, env);
      case 'TemplateLiteral':
        return evaluateTemplate(node, env);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return createFunction(node, env);
      case 'MetaProperty':
        return metaOf(fileOf(env)) ?? opaque(node.type);
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return evaluate('argument' in node ? node.argument : node.expression, env);
      case 'ImportExpression': {
        const specifier = evaluate(node.source, env);
        noteCode({ node, env }, opaque('import'), [specifier]);
        return typeof specifier === 'string' ? load(specifier, env) : opaque('?module');
      }
      default:
        return opaque(node.type);
    }
  }

  function load(specifier: string, env: Env): Value {
    return fileOf(env)?.load(specifier) ?? outside.call('import', [specifier]);
  }

  /** Runs the program statement by statement; what cannot be emulated is left out. */
  function run(program: Program, scope: Env = globals): void {
    declareImports(program, scope, (specifier) => load(specifier, scope), core);
    declareFunctions(program.body, scope);
    runBody(program.body, scope);
    if (scope.file) declareExports(program, scope, scope.file, core);
  }

  const moduleNames = (loadFile: (specifier: string) => Value): readonly (readonly [string, Value])[] =>
    moduleGlobals(loadFile);
  for (const [name, value] of moduleNames((specifier) => outside.call('require', [specifier])))
    globals.names.set(name, { value });
  return {
    ...core,
    globals,
    closures,
    codes,
    outside: outside.calls,
    ran,
    run,
    moduleNames,
    isExhausted,
  };
}
