import { handleMessage, handsMessages } from './callbacks.ts';
import type { Machine } from './machine.ts';
import { bind } from './names.ts';
import { fieldsOf } from './records.ts';
import { docstringOf, runClassHooks } from './special-methods.ts';
import { createScope, type Node, nodes, type Scope, textField } from './tree.ts';
import { type ClassValue, type FunctionValue, type Value } from './value.ts';

/** Binds a function that the source defines; its decorators run. */
export function defineFunction(machine: Machine, node: Node, scope: Scope): void {
  const name = textField(node, 'name');
  let value: Value = {
    kind: 'function',
    node,
    scope,
    self: null,
    labels: 0,
    layers: [],
  } satisfies FunctionValue;
  machine.functions.set(node, value);
  for (const decorator of nodes(node, 'decorator_list').toReversed()) {
    const wrapper = machine.evaluate(decorator, scope);
    if (wrapper.kind === 'function') {
      const wrapped = machine.callValue(
        wrapper,
        { positional: [value], named: new Map(), whole: true },
        decorator,
        scope,
      );
      if (wrapped.kind === 'function') value = wrapped;
    } else if (wrapper.kind === 'ref' && wrapper.name === 'atexit.register')
      machine.callValue(wrapper, { positional: [value], named: new Map(), whole: true }, decorator, scope);
    else if (wrapper.kind === 'ref' && handsMessages(wrapper.name)) {
      if (value.kind === 'function') handleMessage(machine, value);
    } else if (wrapper.kind === 'ref' && wrapper.name === 'property') {
      // Reading the attribute runs it; what it gives is not followed.
      continue;
    }
  }
  bind(machine, name, value, scope);
}

/** Binds a class that the source defines: its body runs, and what making it calls. */
export function defineClass(machine: Machine, node: Node, scope: Scope): void {
  const inner = createScope('class', scope);
  const bases = nodes(node, 'bases').map((base) => machine.evaluate(base, scope));
  const fields = fieldsOf(node);
  const type: ClassValue = {
    kind: 'class',
    name: textField(node, 'name'),
    scope: inner,
    bases,
    ...(fields.length > 0 ? { fields } : {}),
    labels: 0,
    layers: [],
  };
  const doc = docstringOf(node);
  if (doc) inner.names.set('__doc__', doc);
  if (machine.classes.length < 2000) machine.classes.push(type);
  machine.run(nodes(node, 'body'), inner);
  runClassHooks(machine, type, node, scope);
  for (const decorator of nodes(node, 'decorator_list')) machine.evaluate(decorator, scope);
  bind(machine, type.name, type, scope);
}
