import type { Statement } from 'acorn';
import type { Node } from '../parse.ts';
import { attempt, passesBy } from './doubt.ts';
import type { Core } from './interpreter.ts';
import { iteratorOf, keysOf, keyValue } from './objects.ts';
import { strictlyEqual } from './operators.ts';
import { type Env, isOpaque, kindOf, spend, Thrown, toBoolean, type Value } from './values.ts';

/** How a statement ended, when not by coming to its end. */
export type Completion =
  | { readonly type: 'break' | 'continue'; readonly label: string | null }
  | { readonly type: 'return'; readonly value: Value };

export interface Statements {
  readonly execute: (node: Statement, env: Env) => Completion | null;
  /** Runs a body, its function declarations first. */
  readonly executeAll: (body: readonly Statement[], env: Env) => Completion | null;
}

/** Rounds of a loop whose condition is not known. */
const UNKNOWN_ROUNDS_MAX = 2;

type Loop = Node & { readonly type: 'ForStatement' | 'WhileStatement' | 'DoWhileStatement' };
type Each = Node & { readonly type: 'ForOfStatement' | 'ForInStatement' };

/** Creates what runs statements on a machine. */
export function createStatements(core: Core): Statements {
  function inner(env: Env): Env {
    return { names: new Map(), parent: env };
  }

  /** What a loop does with the way its body ended: go on (null), or end with a completion (`undefined`: end normally). */
  function afterBody(done: Completion | null, label: string | null): Completion | null | undefined {
    if (done === null || done.type === 'return') return done;
    if (done.label !== null && done.label !== label) return done;
    return done.type === 'continue' ? null : undefined;
  }

  function executeLoop(node: Loop, env: Env, label: string | null): Completion | null {
    const scope = inner(env);
    if (node.type === 'ForStatement' && node.init) {
      if (node.init.type === 'VariableDeclaration') execute(node.init, scope);
      else core.evaluate(node.init, scope);
    }
    let unknown = 0;
    for (let round = 0; ; round++) {
      spend(core.budget, 1);
      if (node.test && !(node.type === 'DoWhileStatement' && round === 0)) {
        const test = core.evaluate(node.test, scope);
        if (!toBoolean(test) || (isOpaque(test) && ++unknown > UNKNOWN_ROUNDS_MAX)) return null;
      }
      const after = afterBody(execute(node.body, inner(scope)), label);
      if (after === undefined) return null;
      if (after) return after;
      if (node.type === 'ForStatement' && node.update) core.evaluate(node.update, scope);
    }
  }

  function executeEach(node: Each, env: Env, label: string | null): Completion | null {
    const given = core.evaluate(node.right, env);
    const items = itemsOf(node, node.type === 'ForOfStatement' ? (iteratorOf(core, given) ?? given) : given);
    spend(core.budget, items.length);
    for (const item of items) {
      spend(core.budget, 1);
      const scope = inner(env);
      if (node.left.type === 'VariableDeclaration') {
        const pattern = node.left.declarations[0]?.id;
        if (pattern) core.assign(pattern, item, scope, 'let');
      } else core.assign(node.left, item, scope, null);
      const after = afterBody(execute(node.body, scope), label);
      if (after === undefined) return null;
      if (after) return after;
    }
    return null;
  }

  function itemsOf(node: Each, value: Value): Value[] {
    if (typeof value === 'string') {
      spend(core.budget, value.length >> 3, value.length);
      return node.type === 'ForOfStatement' ? Array.from(value) : [...Array(value.length).keys()].map(String);
    }
    if (value instanceof Uint8Array)
      return node.type === 'ForOfStatement' ? [...value] : [...value.keys()].map(String);
    if (value === null || typeof value !== 'object') return [];
    if (value.kind === 'array')
      return node.type === 'ForOfStatement' ? [...value.items] : [...value.items.keys()].map(String);
    const keys = keysOf(value);
    if (node.type === 'ForInStatement' && (value.kind === 'object' || keys.length > 0))
      return keys.map(keyValue);
    return kindOf(value) === 'opaque' ? [value] : [];
  }

  function executeIf(node: Node & { readonly type: 'IfStatement' }, env: Env): Completion | null {
    const { doubt } = core;
    const before = doubt.count;
    const value = core.evaluate(node.test, env);
    const isTrue = toBoolean(value);
    const taken = isTrue ? node.consequent : node.alternate;
    const other = isTrue ? node.alternate : node.consequent;
    if (doubt.isExplored && (isOpaque(value) || doubt.count > before)) {
      if (other) attempt(() => execute(other, env));
      else if (taken && passesBy(doubt, node)) {
        // What only leaves here may not leave: what follows counts.
        let done: Completion | null = null;
        attempt(() => (done = execute(taken, env)));
        return leaves(done) ? null : done;
      }
    }
    return taken ? execute(taken, env) : null;
  }

  function executeSwitch(
    node: Node & { readonly type: 'SwitchStatement' },
    env: Env,
    label: string | null,
  ): Completion | null {
    const value = core.evaluate(node.discriminant, env);
    const scope = inner(env);
    let start = node.cases.findIndex(
      (item) => item.test && strictlyEqual(value, core.evaluate(item.test, scope)),
    );
    if (start < 0) start = node.cases.findIndex((item) => !item.test);
    if (start < 0) return null;
    for (const item of node.cases.slice(start)) {
      for (const statement of item.consequent) {
        const done = execute(statement, scope);
        if (!done) continue;
        return done.type === 'break' && (done.label === null || done.label === label) ? null : done;
      }
    }
    return null;
  }

  function executeTry(node: Node & { readonly type: 'TryStatement' }, env: Env): Completion | null {
    let done: Completion | null = null;
    try {
      done = execute(node.block, env);
    } catch (error) {
      if (!(error instanceof Thrown) || !node.handler) throw error;
      const scope = inner(env);
      if (node.handler.param) core.assign(node.handler.param, error.value, scope, 'let');
      done = execute(node.handler.body, scope);
    }
    return node.finalizer ? (execute(node.finalizer, env) ?? done) : done;
  }

  function executeAll(body: readonly Statement[], env: Env): Completion | null {
    core.declareFunctions(body, env);
    for (const statement of body) {
      const done = execute(statement, env);
      if (done) return done;
    }
    return null;
  }

  function execute(node: Statement, env: Env, label: string | null = null): Completion | null {
    spend(core.budget, 1);
    switch (node.type) {
      case 'ExpressionStatement':
        core.evaluate(node.expression, env);
        return null;
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          if (init)
            core.assign(id, core.evaluate(init, env), node.kind === 'var' ? functionScope(env) : env, 'let');
          else if (id.type === 'Identifier' && !functionScope(env).names.has(id.name))
            core.assign(id, undefined, env, 'let');
        }
        return null;
      case 'ReturnStatement':
        return { type: 'return', value: node.argument ? core.evaluate(node.argument, env) : undefined };
      case 'IfStatement':
        return executeIf(node, env);
      case 'BlockStatement':
        return executeAll(node.body, inner(env));
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return executeLoop(node, env, label);
      case 'ForOfStatement':
      case 'ForInStatement':
        return executeEach(node, env, label);
      case 'SwitchStatement':
        return executeSwitch(node, env, label);
      case 'TryStatement':
        return executeTry(node, env);
      case 'ThrowStatement':
        throw new Thrown(core.evaluate(node.argument, env));
      case 'BreakStatement':
      case 'ContinueStatement':
        return {
          type: node.type === 'BreakStatement' ? 'break' : 'continue',
          label: node.label?.name ?? null,
        };
      case 'LabeledStatement': {
        const done = execute(node.body, env, node.label.name);
        return done?.type === 'break' && done.label === node.label.name ? null : done;
      }
      default:
        return executeModuleItem(node, env);
    }
  }

  /** Exports and imports, which are no statements to the parser's types. */
  function executeModuleItem(node: Node, env: Env): Completion | null {
    switch (node.type) {
      case 'ClassDeclaration':
        if (node.id) env.names.set(node.id.name, { value: core.evaluate(node, env) });
        return null;
      case 'ExportNamedDeclaration':
        return node.declaration ? execute(node.declaration, env) : null;
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        if (declaration.type === 'ClassDeclaration' && declaration.id) return execute(declaration, env);
        if (declaration.type !== 'FunctionDeclaration') core.evaluate(declaration, env);
        return null;
      }
      case 'WithStatement':
        return execute(node.body, { names: new Map(), parent: env, object: core.evaluate(node.object, env) });
      default:
        return null;
    }
  }

  /** `var` belongs to the function: the scope that holds `arguments`, or the outermost. */
  function functionScope(env: Env): Env {
    let at = env;
    while (at.parent && !at.names.has('arguments')) at = at.parent;
    return at;
  }

  return { execute, executeAll };
}

function leaves(done: Completion | null): boolean {
  return done?.type === 'return';
}
