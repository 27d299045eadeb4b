import type { Class, PropertyDefinition } from 'acorn';
import { keyName } from '../keys.ts';
import type { Node } from '../parse.ts';

import type { Core } from './interpreter.ts';
import { memberOf } from './members.ts';
import { asObject, copyInto } from './objects.ts';
import {
  type EmuClass,
  type EmuFunction,
  type EmuObject,
  type Env,
  type FunctionNode,
  isOpaque,
  kindOf,
  opaque,
  record,
  spend,
  toText,
  type Value,
} from './values.ts';

/** Objects that are written out, classes, and what `new` and `super` do. */
export interface Classes {
  readonly evaluateClass: (node: Class, env: Env) => Value;
  readonly evaluateObject: (node: Node & { readonly type: 'ObjectExpression' }, env: Env) => Value;
  readonly construct: (callee: Value, args: readonly Value[]) => Value;
  readonly callSuper: (args: readonly Value[], env: Env) => Value;
  readonly superMember: (key: string, env: Env) => Value;
}

/** What a class without a constructor of its own runs. */
const NO_CONSTRUCTOR = {
  type: 'FunctionExpression',
  start: 0,
  end: 0,
  id: null,
  params: [],
  generator: false,
  async: false,
  expression: false,
  body: { type: 'BlockStatement', start: 0, end: 0, body: [] },
} as unknown as FunctionNode;

/** Creates what makes objects on a machine. */
export function createClasses(
  core: Core,
  createFunction: (node: FunctionNode, env: Env, ofClass?: EmuClass) => EmuFunction,
  selfOf: (env: Env) => Value,
): Classes {
  /** Adds a method or accessor to what holds it. */
  function define(holder: Map<string, Value>, key: string, kind: string, value: Value): void {
    if (kind !== 'get' && kind !== 'set') {
      holder.set(key, value);
      return;
    }
    const known = holder.get(key);
    const pair = typeof known === 'object' && known !== null && 'get' in known ? known : undefined;
    holder.set(key, {
      kind: 'accessor',
      get: kind === 'get' ? value : pair?.get,
      set: kind === 'set' ? value : pair?.set,
    });
  }

  function nameOfKey(key: Node, computed: boolean, env: Env): string {
    return keyName(key, computed) ?? toText(core.evaluate(key, env));
  }

  function evaluateObject(node: Node & { readonly type: 'ObjectExpression' }, env: Env): Value {
    const object = record();
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') copyInto(core, object, core.evaluate(property.argument, env));
      else {
        const key = nameOfKey(property.key, property.computed, env);
        define(object.props, key, property.kind, core.evaluate(property.value, env));
      }
    }
    return object;
  }

  function prototypeOf(fn: Value): Value {
    return kindOf(fn) === 'function'
      ? memberOf(core, fn, 'prototype')
      : isOpaque(fn)
        ? opaque(`${fn.name}()`)
        : undefined;
  }

  function evaluateClass(node: Class, env: Env): Value {
    const parent = node.superClass ? core.evaluate(node.superClass, env) : undefined;
    const members = node.body.body;
    const constructor = members.find(
      (item) => item.type === 'MethodDefinition' && item.kind === 'constructor',
    );
    const ofClass: { -readonly [K in keyof EmuClass]: EmuClass[K] } = {
      parent,
      fields: members.filter(
        (item): item is PropertyDefinition => item.type === 'PropertyDefinition' && !item.static,
      ),
      env,
      hasConstructor: constructor !== undefined,
    };
    const scope: Env = { names: new Map(), parent: env, home: ofClass };
    ofClass.env = scope;
    const own =
      constructor?.type === 'MethodDefinition' ? (constructor.value as FunctionNode) : NO_CONSTRUCTOR;
    const made = createFunction(own, scope, ofClass);
    if (node.id) scope.names.set(node.id.name, { value: made });
    const prototype: EmuObject = { ...record({ constructor: made }), base: prototypeOf(parent) };
    made.props.set('prototype', prototype);
    if (kindOf(parent) === 'function')
      for (const [key, value] of (parent as EmuFunction).props)
        if (key !== 'prototype') made.props.set(key, value);
    const statics: Env = { names: new Map(), parent: scope, self: made };
    for (const item of members) {
      spend(core.budget, 1);
      if (item.type === 'StaticBlock') core.executeAll(item.body, statics);
      else if (item === constructor) continue;
      else {
        const key = nameOfKey(item.key, item.computed, scope);
        const holder = item.static ? made.props : prototype.props;
        if (item.type === 'MethodDefinition')
          define(holder, key, item.kind, core.evaluate(item.value, scope));
        else if (item.static) holder.set(key, item.value ? core.evaluate(item.value, statics) : undefined);
      }
    }
    return made;
  }

  function initialize(fn: EmuFunction, args: readonly Value[], self: Value): Value {
    const { ofClass } = fn;
    if (!ofClass) return core.call(fn, args, self);
    if (ofClass.hasConstructor) {
      if (ofClass.parent === undefined) initializeFields(ofClass, self);
      return core.call(fn, args, self);
    }
    if (kindOf(ofClass.parent) === 'function') initialize(ofClass.parent as EmuFunction, args, self);
    initializeFields(ofClass, self);
    return undefined;
  }

  function initializeFields({ fields, env }: EmuClass, self: Value): void {
    const object = asObject(self);
    const scope: Env = { names: new Map(), parent: env, self };
    for (const { key, computed, value } of fields)
      object?.props.set(nameOfKey(key, computed, scope), value ? core.evaluate(value, scope) : undefined);
  }

  function construct(callee: Value, args: readonly Value[]): Value {
    if (isOpaque(callee)) return core.call(callee, args);
    if (kindOf(callee) !== 'function') return core.call(callee, args);
    const self: EmuObject = { ...record(), base: prototypeOf(callee) };
    const result = initialize(callee as EmuFunction, args, self);
    return typeof result === 'object' && result !== null && !isOpaque(result) ? result : self;
  }

  function homeOf(env: Env): EmuClass | null {
    for (let at: Env | null = env; at; at = at.parent) if (at.home) return at.home;
    return null;
  }

  function callSuper(args: readonly Value[], env: Env): Value {
    const home = homeOf(env);
    if (!home) return undefined;
    const self = selfOf(env);
    if (kindOf(home.parent) === 'function') initialize(home.parent as EmuFunction, args, self);
    initializeFields(home, self);
    return undefined;
  }

  function superMember(key: string, env: Env): Value {
    const base = prototypeOf(homeOf(env)?.parent);
    return base === undefined ? undefined : memberOf(core, base, key);
  }

  return { evaluateClass, evaluateObject, construct, callSuper, superMember };
}
