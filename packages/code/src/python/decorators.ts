import { handleMessage, handsMessages } from './callbacks.ts';
import type { Machine } from './machine.ts';
import { byPosition } from './methods.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import type { ClassValue, FunctionValue, Value } from './value.ts';

/** Attributes of a function that are a decorator: `functools.singledispatch` gives the first, `property` the others. */
const EXTENDS = /^(?:register|setter|deleter)$/;

/** The function that `@function.register` and the like add something to; null for other decorators. */
function extended(machine: Machine, decorator: Node, scope: Scope): FunctionValue | null {
  const func = decorator.nodeType === 'Call' ? child(decorator, 'func') : decorator;
  if (func?.nodeType !== 'Attribute' || !EXTENDS.test(textField(func, 'attr'))) return null;
  const value = machine.evaluate(child(func, 'value'), scope);
  return value.kind === 'function' ? value : null;
}

/** What a function that the source defines is once its decorators ran, which are given it. */
export function decorated(machine: Machine, node: Node, made: FunctionValue, scope: Scope): Value {
  let value: Value = made;
  for (const decorator of nodes(node, 'decorator_list').toReversed()) {
    const base = extended(machine, decorator, scope);
    // What is read stays what it was.
    if (base && textField(decorator, 'attr') === 'setter') machine.setters.set(base.node, made);
    if (base && /^(?:setter|deleter)$/.test(textField(decorator, 'attr'))) return base;
    if (base) {
      const ways = machine.ways.get(base.node);
      if (ways) ways.push(made);
      else machine.ways.set(base.node, [made]);
      continue;
    }
    const wrapper = machine.evaluate(decorator, scope);
    if (wrapper.kind === 'function' || wrapper.kind === 'object' || wrapper.kind === 'class') {
      const wrapped = machine.callValue(wrapper, byPosition([value]), decorator, scope);
      // A method is bound to its object; what stands in its place is not.
      const isCalled = wrapped.kind === 'object' && scope.kind !== 'class' && isCallable(machine, wrapped);
      if (wrapped.kind === 'function' || isCalled) value = wrapped;
    } else if (wrapper.kind === 'ref' && wrapper.name === 'atexit.register')
      machine.callValue(wrapper, byPosition([value]), decorator, scope);
    else if (wrapper.kind === 'ref' && handsMessages(wrapper.name)) {
      if (value.kind === 'function') handleMessage(machine, value);
    }
  }
  return value;
}

function isCallable(machine: Machine, value: Value): boolean {
  return machine.attribute(value, '__call__').kind === 'function';
}

/** Runs the decorators of a class, which are given it; it stays the class that its body made. */
export function decorateClass(machine: Machine, node: Node, type: ClassValue, scope: Scope): void {
  for (const decorator of nodes(node, 'decorator_list').toReversed()) {
    const wrapper = machine.evaluate(decorator, scope);
    if (wrapper.kind === 'function' || wrapper.kind === 'object' || wrapper.kind === 'class')
      machine.callValue(wrapper, byPosition([type]), decorator, scope);
  }
}
