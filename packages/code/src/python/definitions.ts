import { decorateClass, decorated } from './decorators.ts';
import type { Machine } from './machine.ts';
import { metaclassOf } from './metaclasses.ts';
import { bind } from './names.ts';
import { fieldsOf } from './records.ts';
import { docstringOf, runClassHooks } from './special-methods.ts';
import { createScope, type Node, nodes, type Scope, textField } from './tree.ts';
import type { ClassValue, FunctionValue } from './value.ts';

/** Binds a function that the source defines; its decorators run. */
export function defineFunction(machine: Machine, node: Node, scope: Scope): void {
  const name = textField(node, 'name');
  const made: FunctionValue = { kind: 'function', node, scope, self: null, labels: 0, layers: [] };
  machine.functions.set(node, made);
  bind(machine, name, decorated(machine, node, made, scope), scope);
}

/** Binds a class that the source defines: its body runs, and what making it calls. */
export function defineClass(machine: Machine, node: Node, scope: Scope): void {
  const inner = createScope('class', scope);
  const bases = nodes(node, 'bases').map((base) => machine.evaluate(base, scope));
  const fields = fieldsOf(node);
  const meta = metaclassOf(machine, node, bases, scope);
  const type: ClassValue = {
    kind: 'class',
    name: textField(node, 'name'),
    scope: inner,
    bases,
    ...(fields.length > 0 ? { fields } : {}),
    ...(meta ? { meta } : {}),
    labels: 0,
    layers: [],
  };
  const doc = docstringOf(node);
  if (doc) inner.names.set('__doc__', doc);
  if (machine.classes.length < 2000) machine.classes.push(type);
  machine.run(nodes(node, 'body'), inner);
  runClassHooks(machine, type, node, scope);
  decorateClass(machine, node, type, scope);
  bind(machine, type.name, type, scope);
}
