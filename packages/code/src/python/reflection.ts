import { LABEL } from '../js/labels.ts';
import { canonical } from './api.ts';
import { runAttributeHooks } from './assignment-hooks.ts';
import { setAttributeOfFunction } from './attribute-stores.ts';
import { OWN_MODULE } from './attributes.ts';
import { handleMessage, handsMessages } from './callbacks.ts';
import { either } from './displays.ts';
import { noteOverwrittenIn } from './forks.ts';
import { attributesOf, namesOfClass } from './held-attributes.ts';
import { isStream } from './library-hooks.ts';
import { type Machine, withLive } from './machine.ts';
import { type Arguments } from './methods.ts';
import { functionsNamed, methodsNamed } from './named-methods.ts';
import { bind, lookup, namesOf, outside } from './names.ts';
import { parsePython } from './parse.ts';
import { noteSink } from './sinks.ts';
import { environmentVariable } from './subscripts.ts';
import { child, createScope, type Node, nodes, type Scope, textField } from './tree.ts';
import {
  type ClassValue,
  type DictValue,
  type FunctionValue,
  labelsOf,
  layersOf,
  list,
  methodsOf,
  none,
  ref,
  str,
  textOf,
  unknown,
  type Value,
} from './value.ts';
import { VERSION_INFO } from './version.ts';

/** What `getattr(builtins, …)` gives for a name that is not known. */
const HIDDEN_BUILTIN = 'builtins[]';
/** Texts that are evaluated for `eval`, by length. */
const EVAL_CHARS_MAX = 200_000;

/** The names of {@link reflect}. */
const REFLECTIVE = new Set(
  (
    'getattr setattr __import__ importlib.import_module importlib.__import__ globals locals vars ' +
    'globals().get locals().get globals().__getitem__ builtins.get __dict__.get globals().update ' +
    'locals().update sys.modules.get os.getenv os.environ.get os.environ.pop os.environ.setdefault ' +
    'os.environ.__getitem__ operator.attrgetter operator.methodcaller super type eval exec ' +
    'isinstance hasattr print sys.exit'
  ).split(' '),
);

/** True for a function that looks names up or runs text. */
export const isReflective = (name: string): boolean => REFLECTIVE.has(name);

/** Functions that look names up or run text: their result is what the name means. */
export function reflect(
  machine: Machine,
  name: string,
  args: Arguments,
  at: Node,
  scope: Scope,
): Value | null {
  if (!isReflective(name)) return null;
  const [a, b, c] = args.positional;
  switch (name) {
    case 'getattr': {
      const attribute = textOf(b);
      if (!a) return null;
      // Which builtin it is, only running the decoder tells.
      if (attribute === null && a.kind === 'ref' && a.name === 'builtins')
        return ref(
          HIDDEN_BUILTIN,
          (b ? labelsOf(b) : 0) | (b && layersOf(b).length > 0 ? LABEL.decodedConst : 0),
        );
      // All that a site is set up with: what it signs its sessions with, and its databases.
      if (attribute === null && a.kind === 'ref' && a.name === 'django.conf.settings')
        return unknown(labelsOf(a) | LABEL.param | LABEL.secretParam);
      if (attribute === null) {
        const module = a.kind === 'ref' ? (a.name === OWN_MODULE ? machine.module : a.module?.scope) : null;
        return (module ? functionsNamed(module, b) : methodsNamed(a, b)) ?? unknown(labelsOf(a));
      }
      if (a.kind === 'ref' && a.name === 'builtins') return outside(attribute, machine);
      return machine.attribute(a, attribute);
    }
    case 'setattr': {
      const attribute = textOf(b);
      if (a && c && attribute !== null) setAttribute(machine, a, attribute, c);
      else if (a && c) wrapForeign(machine, a, c);
      return none();
    }
    case '__import__':
    case 'importlib.import_module':
    case 'importlib.__import__': {
      const module = textOf(a);
      if (a && module !== null) {
        machine.recorder.addImport(module, machine.positionOf(at), 'import', a.layers);
        if (a.layers.length > 0 && machine.muted === 0)
          machine.recorder.addFlow(
            { sink: 'load', sinkName: name, labels: LABEL.decodedConst, live: machine.live, targets: [] },
            machine.positionOf(at),
          );
        const from = name === '__import__' && c === undefined && !args.named.has('fromlist');
        return outside(from ? (module.split('.')[0] ?? module) : module, machine);
      }
      // Who says which module it is says what runs.
      if (a && (labelsOf(a) & LABEL.network) !== 0 && machine.muted === 0)
        machine.recorder.addFlow(
          { sink: 'load', sinkName: name, labels: labelsOf(a), live: machine.live, targets: [] },
          machine.positionOf(at),
        );
      return ref('__import__()', a ? labelsOf(a) : 0);
    }
    case 'globals':
    case 'locals':
      return ref(`${name}()`);
    case 'vars':
      if (a?.kind === 'class') return namesOfClass(a);
      return a?.kind === 'object' ? attributesOf(a) : (a ?? ref('locals()'));
    case 'globals().get':
    case 'locals().get':
    case 'globals().__getitem__':
    case 'builtins.get':
    case '__dict__.get': {
      const key = textOf(a);
      const space = name.split('.')[0] ?? '';
      if (key === null) return functionsNamed(namesOf(space, scope), a) ?? unknown();
      if (space === 'builtins') return outside(key, machine);
      return namesOf(space, scope).names.get(key) ?? outside(key, machine);
    }
    case 'globals().update':
    case 'locals().update': {
      if (a?.kind === 'dict')
        for (const entry of a.entries.values())
          bind(machine, textOf(entry.key) ?? '', entry.value, namesOf(name.split('.')[0] ?? '', scope));
      return none();
    }
    case 'sys.modules.get':
      return textOf(a) === null ? null : outside(textOf(a) ?? '', machine);
    case 'os.getenv':
    case 'os.environ.get':
    case 'os.environ.pop':
    case 'os.environ.setdefault':
    case 'os.environ.__getitem__': {
      const value = environmentVariable(machine, a, at);
      // A default is used as often as the variable: `os.getenv('URL', 'https://…')`.
      return b && b.kind === 'str'
        ? either(str(b.text, b.labels | value.labels, b.layers, b.partial), value)
        : value;
    }
    case 'operator.attrgetter':
    case 'operator.methodcaller':
      return textOf(a) === null
        ? null
        : { ...ref(`${name}()`), bound: { self: list([...args.positional]), method: '' } };
    case 'super':
      return parentOf(machine, scope) ?? unknown();
    case 'type':
      return a?.kind === 'object' ? a.type : madeClass(machine, a, b, c, scope);
    case 'eval':
    case 'exec':
      runText(machine, name, args, at, scope);
      return name === 'eval' ? evaluateText(machine, a, scope) : none();
    case 'isinstance':
    case 'hasattr':
      return unknown();
    case 'print':
      return none();
    case 'sys.exit':
      return unknown();
    default:
      return null;
  }
}

/** `type(name, bases, names)`: a class without a body; null for other calls. */
function madeClass(
  machine: Machine,
  name: Value | undefined,
  bases: Value | undefined,
  names: Value | undefined,
  scope: Scope,
): Value | null {
  if (names?.kind !== 'dict' || bases?.kind !== 'list') return null;
  const inner = createScope('class', scope);
  for (const { key, value } of names.entries.values()) inner.names.set(textOf(key) ?? '', value);
  const made: ClassValue = {
    kind: 'class',
    name: textOf(name) ?? '',
    scope: inner,
    bases: bases.items,
    labels: 0,
    layers: [],
  };
  if (machine.classes.length < 2000) machine.classes.push(made);
  return made;
}

export function setAttribute(machine: Machine, holder: Value, name: string, value: Value): void {
  if (holder.kind === 'object') {
    runAttributeHooks(machine, holder, name, value);
    noteOverwrittenIn(machine, holder.attributes, name);
    holder.attributes.set(name, value);
  } else if (holder.kind === 'class') holder.scope.names.set(name, value);
  else if (holder.kind === 'function') setAttributeOfFunction(holder, name, value);
  else if (holder.kind === 'ref') {
    const full = canonical(holder.name === 'builtins' ? name : `${holder.name}.${name}`);
    if (
      !full.includes('(') &&
      machine.patched.size < 1000 &&
      (value.kind === 'function' ||
        full === VERSION_INFO ||
        (value.kind === 'ref' && value.name !== full) ||
        (value.kind === 'object' && isStream(full)))
    ) {
      machine.patched.set(full, value);
      if (value.kind === 'function') runPatch(machine, value);
    }
    if (value.kind === 'function' && handsMessages(full)) handleMessage(machine, value);
    if (HEADERS.test(full)) noteHeaders(machine, full, value);
    holder.labels |= labelsOf(value);
  } else wrapForeign(machine, holder, value);
}

/**
 * A function that takes whatever there is, put into something which a caller gave: it stands in the place of one of that,
 * and is given what was meant for it.
 */
function wrapForeign(machine: Machine, holder: Value, value: Value): void {
  if (holder.kind !== 'unknown' || value.kind !== 'function' || (holder.labels & LABEL.param) === 0) return;
  const spec = child(value.node, 'args');
  if (spec && child(spec, 'vararg') && !machine.stack.includes(value.node)) runPatch(machine, value);
}

/** What every request of a client carries from now on. */
const HEADERS =
  /^(?:urllib\.request\.build_opener\(\)\.addheaders|(?:requests|httpx)\.(?:Session|session|Client|AsyncClient)\(\)\.(?:headers|cookies|params))$/;

function noteHeaders(machine: Machine, name: string, value: Value): void {
  const labels = labelsOf(value);
  if ((labels & (LABEL.envAll | LABEL.credential)) === 0 || machine.muted > 0) return;
  const at = machine.calling ?? machine.stack.at(-1);
  if (!at) return;
  if ((labels & LABEL.envAll) !== 0) machine.recorder.addEnv(null);
  machine.recorder.addFlow(
    { sink: 'network', sinkName: name, labels, live: machine.live, targets: [] },
    machine.positionOf(at),
  );
}

/** A function in the place of another library's is given what that is: who calls it knows nothing of it. */
function runPatch(machine: Machine, value: FunctionValue): void {
  const secret = unknown(LABEL.param | LABEL.secretParam);
  const args = {
    positional: Array.from({ length: 6 }, () => secret),
    named: new Map([['kwargs', secret]]),
    whole: false,
  };
  // Whoever calls the other library calls it, some day.
  withLive(machine, false, () => machine.callValue(value, args, value.node, value.scope));
}

/** Classes of a source by their methods, as far as they were looked through; the first that has a method is its own. */
const owners = new WeakMap<Machine, { seen: number; readonly byMethod: Map<Node, ClassValue> }>();

/** The class that a method belongs to. */
function ownerOf(machine: Machine, method: Node): ClassValue | undefined {
  const known = owners.get(machine) ?? { seen: 0, byMethod: new Map<Node, ClassValue>() };
  owners.set(machine, known);
  for (const type of machine.classes.slice(known.seen))
    for (const node of methodsOf(type)) if (!known.byMethod.has(node)) known.byMethod.set(node, type);
  known.seen = machine.classes.length;
  // A class that was being defined when it was looked through has more by now.
  return known.byMethod.get(method) ?? machine.classes.find((type) => methodsOf(type).includes(method));
}

/** `super()` in a method: the object, as one of the class that the method's own class is made from. */
function parentOf(machine: Machine, scope: Scope): Value | null {
  const running = machine.stack.at(-1);
  const [first] = running ? nodes(child(running, 'args') ?? running, 'args') : [];
  const self = first && lookup(machine, textField(first, 'arg'), scope);
  const own = running && ownerOf(machine, running);
  const [base] = own?.bases ?? [];
  if (base?.kind === 'ref') return ref(`${base.name}()`);
  if (base?.kind !== 'class') return null;
  return self?.kind === 'object' ? { ...self, type: base } : base;
}

/** Statements of a known text that is run: their names are followed, their facts are those of the layer's own unit. */
function runText(machine: Machine, name: string, args: Arguments, at: Node, scope: Scope): void {
  const [source] = args.positional;
  noteSink(machine, ref(name), args, at);
  const text =
    source?.kind === 'bytes' ? Buffer.from(source.text, 'latin1').toString('utf8') : textOf(source);
  const space = args.positional[2] ?? args.positional[1] ?? args.named.get('globals');
  if (name !== 'exec' || text === null || text.length > EVAL_CHARS_MAX || machine.muted > 4) {
    if (name === 'exec' && space?.kind === 'dict') space.whole = false;
    return;
  }
  machine.muted++;
  try {
    if (space?.kind === 'dict') runInside(machine, space, text);
    else machine.run(parsePython(text).body, scope);
  } finally {
    machine.muted--;
  }
}

/** Runs a text whose names are the entries of a dictionary, as `exec(text, names)` does. */
function runInside(machine: Machine, { entries }: DictValue, text: string): void {
  const inner = createScope('module', null);
  for (const { key, value } of entries.values()) inner.names.set(textOf(key) ?? '', value);
  machine.run(parsePython(text).body, inner);
  for (const [key, value] of inner.names) entries.set(`s${key}`, { key: str(key), value });
}

function evaluateText(machine: Machine, source: Value | undefined, scope: Scope): Value {
  const text = source?.kind === 'bytes' ? source.text : textOf(source);
  if (text === null || text.length > EVAL_CHARS_MAX || machine.muted > 4)
    return unknown(source ? labelsOf(source) : 0);
  const [statement] = parsePython(text.trim()).body;
  const expression = statement?.nodeType === 'Expr' ? child(statement, 'value') : null;
  machine.muted++;
  try {
    return expression ? machine.evaluate(expression, scope) : unknown();
  } finally {
    machine.muted--;
  }
}
