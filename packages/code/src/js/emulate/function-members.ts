import { joinName } from '../names.ts';
import type { Machine } from './members.ts';
import { runnable } from './patterns.ts';
import { isArray, native, type Opaque, opaque, record, toText, type Value } from './values.ts';

/** The member of a function of the program or of the language. */
export function functionMember(
  machine: Machine,
  fn: Extract<Value, { kind: 'function' | 'native' }>,
  key: string,
): Value {
  if (fn.props.has(key)) return fn.props.get(key);
  switch (key) {
    case 'call':
      return native('call', ([self, ...args]) => machine.call(fn, args, self));
    case 'apply':
      return native('apply', ([self, args]) =>
        machine.call(fn, isArray(args) ? args.items : args instanceof Uint8Array ? [...args] : [], self),
      );
    case 'bind':
      return native('bind', ([self, ...first]) =>
        native('bound', (args) => machine.call(fn, [...first, ...args], self)),
      );
    case 'constructor':
      return machine.builtin('Function');
    case 'toString':
      return native('toString', () => toText(fn));
    case 'name':
      return fn.kind === 'native'
        ? fn.name
        : fn.node.type === 'ArrowFunctionExpression'
          ? ''
          : (fn.node.id?.name ?? '');
    case 'length':
      return fn.kind === 'function' ? fn.node.params.length : 1;
    case 'prototype': {
      const prototype = record();
      fn.props.set('prototype', prototype);
      return prototype;
    }
    default:
      return undefined;
  }
}

/** The member of a regular expression. */
export function patternMember(
  machine: Machine,
  pattern: Extract<Value, { kind: 'pattern' }>,
  key: string,
): Value {
  switch (key) {
    case 'test':
      return native('test', ([text]) => {
        const searched = toText(text);
        return runnable(pattern, searched, machine.budget).test(searched);
      });
    case 'source':
      return pattern.source;
    case 'constructor':
      return machine.builtin('RegExp');
    case 'toString':
      return native('toString', () => toText(pattern));
    default:
      return undefined;
  }
}

/** Members of the outside world are named; what every function has acts on the function. */
export function opaqueMember(machine: Machine, object: Opaque, key: string): Value {
  switch (key) {
    case 'call':
      return native('call', ([self, ...args]) => machine.call(object, args, self));
    case 'apply':
      return native('apply', ([self, args]) => machine.call(object, isArray(args) ? args.items : [], self));
    case 'bind':
      return native('bind', ([self, ...first]) =>
        native('bound', (args) => machine.call(object, [...first, ...args], self)),
      );
    default: {
      const known = object.name === 'process.env' ? machine.env.get(key) : undefined;
      return known ?? opaque(joinName(object.name, key));
    }
  }
}
