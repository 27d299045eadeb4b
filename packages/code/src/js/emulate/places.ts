import { keyName } from '../keys.ts';
import { isGlobal } from '../names.ts';
import type { Node } from '../parse.ts';

import type { Core } from './interpreter.ts';
import { memberOf } from './members.ts';
import { copyInto, iteratorOf, keysOf, setObjectMember, UNKNOWN_KEY } from './objects.ts';
import {
  Bail,
  type Env,
  isOpaque,
  kindOf,
  list,
  opaque,
  record,
  spend,
  Thrown,
  toNumber,
  toText,
  type Value,
} from './values.ts';

/** Names and members of a program: how they are read and written. */
export interface Places {
  readonly find: (env: Env, name: string) => { value: Value } | null;
  readonly read: (name: string, env: Env) => Value;
  readonly globalValue: (name: string) => Value;
  readonly selfOf: (env: Env) => Value;
  readonly assign: (target: Node, value: Value, env: Env, declare: 'var' | 'let' | null) => void;
  readonly member: (object: Value, key: string) => Value;
  readonly memberName: (node: Node & { readonly type: 'MemberExpression' }, env: Env) => string;
  readonly itemsOf: (value: Value) => Value[];
}

const GLOBAL_OBJECT = /^(?:globalThis|window|global|self|GLOBAL|root)$/;

/** Creates what reads and writes names and members on a machine. */
export function createPlaces(core: Core, globals: Env): Places {
  function find(env: Env, name: string): { value: Value } | null {
    for (let at: Env | null = env; at; at = at.parent) {
      const found = at.names.get(name);
      if (found) return found;
      if (at.object !== undefined && keysOf(at.object).includes(name))
        return { value: memberOf(core, at.object, name) };
    }
    return null;
  }

  function globalValue(name: string): Value {
    if (GLOBAL_OBJECT.test(name)) return globals.self;
    const known = core.builtin(name);
    return known !== undefined || name === 'undefined' ? known : opaque(isGlobal(name) ? name : `?${name}`);
  }

  function read(name: string, env: Env): Value {
    const found = find(env, name);
    return found ? found.value : globalValue(name);
  }

  function selfOf(env: Env): Value {
    for (let at: Env | null = env; at; at = at.parent) if (at.self !== undefined) return at.self;
    return undefined;
  }

  function assign(target: Node, value: Value, env: Env, declare: 'var' | 'let' | null): void {
    switch (target.type) {
      case 'Identifier': {
        const found = declare === 'let' ? env.names.get(target.name) : find(env, target.name);
        if (found) found.value = value;
        else (declare === null ? globals : env).names.set(target.name, { value });
        return;
      }
      case 'MemberExpression': {
        const object = target.object.type === 'Super' ? selfOf(env) : core.evaluate(target.object, env);
        setMember(object, memberName(target, env), value);
        return;
      }
      case 'AssignmentPattern':
        assign(target.left, value === undefined ? core.evaluate(target.right, env) : value, env, declare);
        return;
      case 'ArrayPattern':
        target.elements.forEach((element, index) => {
          if (element?.type === 'RestElement')
            assign(
              element.argument,
              kindOf(value) === 'array' ? list(itemsOf(value).slice(index)) : opaque('rest'),
              env,
              declare,
            );
          else if (element) assign(element, memberOf(core, value, String(index)), env, declare);
        });
        return;
      case 'ObjectPattern':
        for (const property of target.properties) {
          if (property.type === 'RestElement') {
            const rest = record();
            copyInto(core, rest, value);
            assign(property.argument, rest, env, declare);
          } else {
            const key = keyName(property.key, property.computed) ?? toText(core.evaluate(property.key, env));
            assign(property.value, memberOf(core, value, key), env, declare);
          }
        }
        return;
      default:
    }
  }

  function itemsOf(value: Value): Value[] {
    if (typeof value === 'string') {
      spend(core.budget, value.length >> 3, value.length);
      return Array.from(value);
    }
    if (value instanceof Uint8Array) return [...value];
    const own = iteratorOf(core, value);
    if (own !== undefined) return itemsOf(own);
    if (kindOf(value) === 'array')
      spend(core.budget, (value as Extract<Value, { kind: 'array' }>).items.length >> 3);
    return kindOf(value) === 'array' ? (value as Extract<Value, { kind: 'array' }>).items : [];
  }

  function setMember(object: Value, key: string, value: Value): void {
    if (object === null || typeof object !== 'object') return;
    if (object instanceof Uint8Array) {
      if (/^\d+$/.test(key)) object[Number(key)] = toNumber(value);
      return;
    }
    if (object.kind === 'array') {
      const index = Number(key);
      if (key === 'length') object.items.length = Math.min(object.items.length, toNumber(value));
      else if (Number.isInteger(index) && index >= 0) {
        if (index > object.items.length + 10_000) throw new Bail('array');
        spend(core.budget, 1);
        object.items[index] = value;
      }
    } else if (object.kind === 'opaque') {
      if (object.name === 'globalThis') globals.names.set(key, { value });
      else if (object.name === 'process.env') core.env.set(key, value);
    } else if (object.kind === 'object') setObjectMember(core, object, key, value);
    else if (object.kind === 'function' || object.kind === 'native') object.props.set(key, value);
  }

  function memberName(node: Node & { readonly type: 'MemberExpression' }, env: Env): string {
    const known = keyName(node.property, node.computed);
    if (known !== null) return known;
    const key = core.evaluate(node.property, env);
    return isOpaque(key) ? UNKNOWN_KEY + key.name : toText(key);
  }

  function member(object: Value, key: string): Value {
    if (object === undefined || object === null) throw new Thrown('TypeError');
    if (isOpaque(object) && object.name === 'globalThis')
      return globals.names.get(key)?.value ?? globalValue(key);
    return memberOf(core, object, key);
  }

  return { find, read, globalValue, selfOf, assign, member, memberName, itemsOf };
}
