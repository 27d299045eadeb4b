import { LABEL } from '../js/labels.ts';
import { callFunction, instantiate } from './functions.ts';
import type { Machine } from './machine.ts';
import { runMetaclass } from './metaclasses.ts';
import { type Arguments, byPosition } from './methods.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { type ClassValue, labelsOf, str, unknown, type Value } from './value.ts';

/** Methods that Python calls where the source calls nothing: what a class is asked for by its users. */
const UNKNOWN_ARGUMENTS: Arguments = { positional: [], named: new Map(), whole: false };

/** What is asked of a class itself is given that class first. */
function ofClass(type: ClassValue): Arguments {
  return { positional: [type], named: new Map(), whole: false };
}

/** Calls those of an object's methods that it has, and gives what the last one gave; null where it has none. */
export function callSpecial(machine: Machine, value: Value, names: readonly string[]): Value | null {
  if (value.kind !== 'object' && value.kind !== 'class') return null;
  let given: Value | null = null;
  for (const name of names) {
    const method = machine.attribute(value, name);
    if (method.kind === 'function')
      given = callFunction(machine, method, value.kind === 'class' ? ofClass(value) : UNKNOWN_ARGUMENTS);
  }
  return given;
}

/** Who asks a module for a name that it has not calls this. `import` does, for the names of its own. */
export function runModuleHooks(machine: Machine): void {
  const hook = machine.module.names.get('__getattr__');
  if (hook?.kind === 'function') callFunction(machine, hook, UNKNOWN_ARGUMENTS);
  // Those of pdm are functions, which a build with it calls by their names.
  for (const [name, value] of machine.module.names)
    if (name.startsWith('pdm_build_') && value.kind === 'function')
      callFunction(machine, value, UNKNOWN_ARGUMENTS);
}

/** What making a class calls: of the classes that it is made from, of its metaclass and of what its body holds. */
export function runClassHooks(machine: Machine, type: ClassValue, node: Node, scope: Scope): void {
  runSubclassHooks(machine, type, node, scope);
  for (const keyword of nodes(node, 'keywords')) {
    if (textField(keyword, 'arg') !== 'metaclass') continue;
    const meta = machine.evaluate(child(keyword, 'value'), scope);
    if (meta.kind === 'function') callFunction(machine, meta, UNKNOWN_ARGUMENTS);
  }
  for (const held of type.scope.names.values()) callSpecial(machine, held, ['__set_name__']);
  runMetaclass(machine, type);
  if (type.bases.some((base) => base.kind === 'ref' && BUILD_HOOK.test(base.name)))
    callSpecial(machine, instantiate(machine, type, UNKNOWN_ARGUMENTS), BUILD_METHODS);
  noteLoader(machine, type, node);
}

/** `__init_subclass__` of a base is given the class that is made from it, and what stands beside the bases. */
function runSubclassHooks(machine: Machine, type: ClassValue, node: Node, scope: Scope): void {
  for (const base of type.bases) {
    const hook = base.kind === 'class' ? machine.attribute(base, '__init_subclass__') : null;
    if (hook?.kind !== 'function') continue;
    const named = new Map<string, Value>();
    for (const keyword of nodes(node, 'keywords'))
      named.set(textField(keyword, 'arg'), machine.evaluate(child(keyword, 'value'), scope));
    // It is a class method, whether it says so or not.
    callFunction(machine, { ...hook, self: type }, { positional: [], named, whole: true });
  }
}

/** Classes of hatch from which hooks of a build are made, and what the build calls of them. */
const BUILD_HOOK = /^hatchling\.(?:builders\.hooks|metadata)\.plugin\.interface\.\w+HookInterface$/;
const BUILD_METHODS = ['dependencies', 'clean', 'initialize', 'finalize', 'update'];

/** Classes from which loaders of modules are made. */
const LOADER = /^importlib\.(?:_?abc|machinery)\.\w*Loader$/;

/** What a loader of modules gives is run as code by the import that asks it. */
function noteLoader(machine: Machine, type: ClassValue, node: Node): void {
  if (machine.muted > 0 || !type.bases.some((base) => base.kind === 'ref' && LOADER.test(base.name))) return;
  for (const name of ['get_data', 'get_source', 'get_code']) {
    const given = callSpecial(machine, type, [name]);
    const labels = given ? labelsOf(given) : 0;
    if ((labels & (LABEL.network | LABEL.decodedConst)) === 0) continue;
    machine.recorder.addFlow(
      { sink: 'code', sinkName: `${type.name}.${name}`, labels, live: machine.live, targets: [] },
      machine.positionOf(node),
    );
  }
}

/** The docstring of a module, class or function; null where it has none. */
export function docstringOf(node: Node): Value | null {
  const [statement] = nodes(node, 'body');
  const text = statement?.nodeType === 'Expr' ? child(statement, 'value')?.value : undefined;
  return typeof text === 'string' ? str(text) : null;
}

/** Methods by which objects are added and the like, from the left and from the right. */
const OPERATORS: Readonly<Record<string, string>> = {
  Add: 'add',
  Sub: 'sub',
  Mult: 'mul',
  MatMult: 'matmul',
  Div: 'truediv',
  FloorDiv: 'floordiv',
  Mod: 'mod',
  Pow: 'pow',
  LShift: 'lshift',
  RShift: 'rshift',
  BitAnd: 'and',
  BitOr: 'or',
  BitXor: 'xor',
};

/**
 * What an operator between objects of the source's classes gives; null where neither side has a method for it.
 * @param isInPlace `left += right`, which asks the left side for a method of its own.
 */
export function operated(
  machine: Machine,
  op: string,
  left: Value,
  right: Value,
  isInPlace = false,
): Value | null {
  const name = OPERATORS[op];
  for (const [self, other, method] of [
    ...(isInPlace ? [[left, right, `__i${name}__`] as const] : []),
    [left, right, `__${name}__`],
    [right, left, `__r${name}__`],
  ] as const) {
    const found = self.kind === 'object' ? machine.attribute(self, method) : null;
    if (found?.kind === 'function') return callFunction(machine, found, byPosition([other]));
  }
  return null;
}

/** `with value:` calls what enters and what leaves; gives what the name after `as` gets. */
export function enterContext(machine: Machine, value: Value): Value {
  // What `contextlib.contextmanager` is put before gives what it yields.
  if (value.kind === 'list') return value.items[0] ?? unknown(value.labels);
  if (value.kind !== 'object') return value;
  const entered = callSpecial(machine, value, ['__enter__', '__aenter__']);
  callSpecial(machine, value, ['__exit__', '__aexit__']);
  return entered ?? unknown(value.labels);
}

/** Finders and modules that the source puts into the place of the interpreter's: the next import asks them. */
export function runImportHooks(machine: Machine, place: string, values: readonly Value[]): void {
  const names = place.startsWith('sys.modules')
    ? ['__getattr__', '__getattribute__']
    : ['find_spec', 'find_module', 'create_module', 'exec_module', 'load_module', '__call__'];
  for (const value of values) callSpecial(machine, value, names);
}
