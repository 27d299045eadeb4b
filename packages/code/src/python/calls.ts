import { isCredentialPath, LABEL } from '../js/labels.ts';
import { canonical, isOpaque, sourceLabelOf } from './api.ts';
import { either, environmentVariable } from './expressions.ts';
import { callLibrary, isModelled } from './library.ts';
import { type Machine, spend, withLive } from './machine.ts';
import { type Arguments, callMethod } from './methods.ts';
import { bind, namesOf, outside } from './names.ts';
import { iterate } from './operators.ts';
import { parsePython } from './parse.ts';
import { noteSink, writtenUnder } from './sinks.ts';
import { child, createScope, isNode, type Node, nodes, type Scope, textField } from './tree.ts';
import {
  type ClassValue,
  displayOf,
  type FunctionValue,
  labelsOf,
  layersOf,
  list,
  none,
  type ObjectValue,
  ref,
  str,
  textOf,
  unknown,
  type Value,
} from './value.ts';

/** Calls inside calls that are followed. */
const DEPTH_MAX = 16;
/** Runs of one function, and of one inside itself. */
const RUNS_MAX = 400;
const RECURSION_MAX = 6;
/** Texts that are evaluated for `eval`, by length. */
const EVAL_CHARS_MAX = 200_000;

/** Outside functions that run what they are given, by where it stands among the arguments. */
const RUNS_ARGUMENT =
  /^(?:threading\.(?:Thread|Timer)|_thread\.start_new_thread|multiprocessing\.(?:Process|Pool\(\)\.\w+)|atexit\.register|asyncio\.(?:run|create_task|ensure_future|get_event_loop\(\)\.\w+|new_event_loop\(\)\.\w+|gather)|concurrent\.futures\.\w+\(\)\.(?:submit|map)|signal\.signal|sys\.(?:settrace|setprofile|addaudithook)|schedule\.every\(\)(?:\.\w+)*\.do|functools\.wraps|contextlib\.suppress|gevent\.spawn|trio\.run|anyio\.run|time\.\w+)$/;
/** Methods by which something that was made is let run: its callback ran when it was made. */
const COLLECTS =
  /^(?:append|add|update|extend|insert|setdefault|write|writelines|put|add_\w+|attach|set_payload)$/;

/** Evaluates a call: arguments first, then what the callee is. */
export function callExpression(machine: Machine, node: Node, scope: Scope): Value {
  const func = child(node, 'func');
  const callee = machine.evaluate(func, scope);
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  let whole = true;
  for (const argument of nodes(node, 'args')) {
    const value = machine.evaluate(argument, scope);
    if (argument.nodeType !== 'Starred') positional.push(value);
    else {
      const items = iterate(value);
      if (items) for (const entry of items.slice(0, 10_000)) positional.push(entry);
      else {
        whole = false;
        positional.push(value);
      }
    }
  }
  for (const keyword of nodes(node, 'keywords')) {
    const value = machine.evaluate(child(keyword, 'value'), scope);
    const name = textField(keyword, 'arg');
    if (name !== '') named.set(name, value);
    else if (value.kind === 'dict') {
      for (const entry of value.entries.values()) named.set(textOf(entry.key) ?? '', entry.value);
    } else {
      whole = false;
      positional.push(value);
    }
  }
  const args: Arguments = { positional, named, whole };
  const result = machine.callValue(callee, args, node, scope);
  // Something that is collected into a name outside stays with it: `session.headers.update(secrets)`.
  if (func?.nodeType === 'Attribute' && COLLECTS.test(textField(func, 'attr')))
    collect(machine, func, args, scope);
  noteDecoded(machine, result, node);
  return result;
}

function noteDecoded(machine: Machine, result: Value, node: Node): void {
  if (machine.muted > 0 || result.layers.length === 0) return;
  if (result.kind === 'str' && !result.partial)
    machine.recorder.addDecoded(result.text, result.layers, machine.positionOf(node), true);
  else if (result.kind === 'bytes' && result.text.length < 2_000_000)
    machine.recorder.addDecoded(
      Buffer.from(result.text, 'latin1').toString('utf8'),
      result.layers,
      machine.positionOf(node),
      true,
    );
}

function collect(machine: Machine, func: Node, args: Arguments, scope: Scope): void {
  const holder = child(func, 'value');
  const labels = labelsOfArguments(args);
  if (!holder || labels === 0) return;
  const value = machine.evaluate(holder, scope);
  if (value.kind === 'ref' || value.kind === 'unknown' || value.kind === 'object') value.labels |= labels;
}

/** What all arguments of a call carry. */
export function labelsOfArguments({ positional, named }: Arguments): number {
  let labels = 0;
  for (const value of positional) labels |= labelsOf(value);
  for (const value of named.values()) labels |= labelsOf(value);
  return labels;
}

/** The result of calling a value. */
export function callValue(machine: Machine, callee: Value, args: Arguments, at: Node, scope: Scope): Value {
  switch (callee.kind) {
    case 'function':
      return callFunction(machine, callee, args);
    case 'class':
      return instantiate(machine, callee, args);
    case 'object': {
      const method = machine.attribute(callee, '__call__');
      return method.kind === 'function'
        ? callFunction(machine, method, args)
        : unknown(labelsOfArguments(args));
    }
    case 'ref':
      return callOutside(machine, callee, args, at, scope);
    default:
      runArguments(machine, args);
      return unknown(labelsOf(callee) | labelsOfArguments(args));
  }
}

function callOutside(
  machine: Machine,
  callee: Extract<Value, { kind: 'ref' }>,
  args: Arguments,
  at: Node,
  scope: Scope,
): Value {
  const { name } = callee;
  const method = callee.bound?.method;
  if (callee.bound && method !== undefined && method !== '') {
    const known = callMethod(callee.bound.self, method, args);
    if (known) return known;
    const carried = labelsOf(callee.bound.self) | labelsOfArguments(args);
    // Text that is cut or joined in ways that are not followed is still text of that origin.
    return { ...unknown(carried), layers: layersOf(callee.bound.self) };
  }
  machine.recorder.useName(name);
  const reflected = reflect(machine, name, args, at, scope);
  if (reflected) return reflected;
  noteSink(machine, callee, args, at);
  const caller = {
    call: (inner: Value, positional: readonly Value[]): Value =>
      machine.callValue(inner, { positional, named: new Map(), whole: true }, at, scope),
    attribute: (value: Value, attribute: string): Value => machine.attribute(value, attribute),
  };
  const computed = callLibrary(name, callee, args, caller);
  if (computed) {
    if (computed.kind === 'str' || computed.kind === 'bytes') spend(machine, computed.text.length >> 8);
    return computed;
  }
  if (name === 'setuptools.setup') runSetup(machine, args);
  else if (RUNS_ARGUMENT.test(name)) runArguments(machine, args);
  return resultOf(machine, callee, args, at);
}

/** What an outside call gives: a longer name, with what it carries on. */
function resultOf(
  machine: Machine,
  callee: Extract<Value, { kind: 'ref' }>,
  args: Arguments,
  at: Node,
): Value {
  const { name } = callee;
  const source = sourceLabelOf(name);
  if (source !== 0) {
    if (machine.muted === 0) machine.recorder.addOrigin(source, name, machine.positionOf(at).offset);
    return ref(`${name}()`, source, targetsOf(args));
  }
  const carried = isOpaque(name) ? 0 : labelsOfArguments(args) | callee.labels;
  if (name === 'open' || name === 'pathlib.Path' || /^tempfile\./.test(name)) {
    const path =
      name === 'open' || name === 'pathlib.Path'
        ? displayOf(args.positional[0] ?? args.named.get('file') ?? unknown()).text
        : '$TEMP';
    const labels = fileLabels(machine, path, at);
    return ref(`${name}()`, (carried & ~LABEL.envNamed) | labels, [path]);
  }
  if (/^(?:open\(\)|pathlib\.Path\(\))\.(?:read\w*|open)$/.test(name)) {
    const path = callee.targets?.[0] ?? '';
    const labels = fileLabels(machine, path, at) | writtenUnder(machine, path);
    if (machine.muted === 0) machine.recorder.addOrigin(LABEL.file, name, machine.positionOf(at).offset);
    return ref(`${name}()`, callee.labels | labels | LABEL.file, callee.targets);
  }
  if (
    /^(?:os\.(?:listdir|walk|scandir)|glob\.i?glob|sqlite3\.connect|shutil\.copy\w*|zipfile\.ZipFile|os\.path\.\w+)$/.test(
      name,
    )
  ) {
    const path = displayOf(args.positional[0] ?? unknown()).text;
    return ref(`${name}()`, carried | fileLabels(machine, path, at), [path]);
  }
  // A module's own lookup of names and a conversion keep the layers: the text is still the hidden one.
  const result = ref(`${name}()`, carried, callee.targets ?? targetsOf(args));
  return isModelled(name)
    ? { ...unknown(carried), layers: args.positional[0] ? layersOf(args.positional[0]) : [] }
    : result;
}

function targetsOf({ positional, named }: Arguments): string[] {
  return [
    ...positional.slice(0, 2),
    ...['url', 'host', 'server'].flatMap((name) => named.get(name) ?? []),
  ].flatMap((value) => {
    if (value.kind === 'list' && value.items[0]?.kind === 'str') return [value.items[0].text.slice(0, 2048)];
    return value.kind === 'str' && value.text.length > 2 ? [value.text.slice(0, 2048)] : [];
  });
}

/** What a file's path says of its content. */
function fileLabels(machine: Machine, path: string, at: Node): number {
  if (!isCredentialPath(path)) return 0;
  if (machine.muted === 0)
    machine.recorder.addOrigin(LABEL.credential, path.slice(0, 120), machine.positionOf(at).offset);
  return LABEL.credential;
}

/** Functions that look names up or run text: their result is what the name means. */
function reflect(machine: Machine, name: string, args: Arguments, at: Node, scope: Scope): Value | null {
  const [a, b, c] = args.positional;
  switch (name) {
    case 'getattr': {
      const attribute = textOf(b);
      if (!a || attribute === null) return a ? unknown(labelsOf(a)) : null;
      if (a.kind === 'ref' && a.name === 'builtins') return outside(attribute, machine);
      return machine.attribute(a, attribute);
    }
    case 'setattr': {
      const attribute = textOf(b);
      if (a && c && attribute !== null) setAttribute(machine, a, attribute, c);
      return none();
    }
    case '__import__':
    case 'importlib.import_module':
    case 'importlib.__import__': {
      const module = textOf(a);
      if (a && module !== null) {
        machine.recorder.addImport(module, machine.positionOf(at), 'import');
        if (a.layers.length > 0 && machine.muted === 0)
          machine.recorder.addFlow(
            { sink: 'load', sinkName: name, labels: LABEL.decodedConst, live: machine.live, targets: [] },
            machine.positionOf(at),
          );
        const from = name === '__import__' && c === undefined && !args.named.has('fromlist');
        return outside(from ? (module.split('.')[0] ?? module) : module, machine);
      }
      return ref('__import__()', a ? labelsOf(a) : 0);
    }
    case 'globals':
    case 'locals':
      return ref(`${name}()`);
    case 'vars':
      return a ?? ref('locals()');
    case 'globals().get':
    case 'locals().get':
    case 'globals().__getitem__':
    case 'builtins.get':
    case '__dict__.get': {
      const key = textOf(a);
      const space = name.split('.')[0] ?? '';
      if (key === null) return unknown();
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
      return textOf(a) === null ? null : { ...ref(`${name}()`), targets: [textOf(a) ?? ''] };
    case 'super': {
      return unknown();
    }
    case 'type':
      return a?.kind === 'object' ? a.type : null;
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

export function setAttribute(machine: Machine, holder: Value, name: string, value: Value): void {
  if (holder.kind === 'object') holder.attributes.set(name, value);
  else if (holder.kind === 'class') holder.scope.names.set(name, value);
  else if (holder.kind === 'ref') {
    const full = canonical(holder.name === 'builtins' ? name : `${holder.name}.${name}`);
    if (
      !full.includes('(') &&
      machine.patched.size < 1000 &&
      (value.kind === 'function' || (value.kind === 'ref' && value.name !== full))
    )
      machine.patched.set(full, value);
    holder.labels |= labelsOf(value);
  }
}

/** Statements of a known text that is run: their names are followed, their facts are those of the layer's own unit. */
function runText(machine: Machine, name: string, args: Arguments, at: Node, scope: Scope): void {
  const [source] = args.positional;
  noteSink(machine, ref(name), args, at);
  const text =
    source?.kind === 'bytes' ? Buffer.from(source.text, 'latin1').toString('utf8') : textOf(source);
  if (name !== 'exec' || text === null || text.length > EVAL_CHARS_MAX || machine.muted > 4) return;
  machine.muted++;
  try {
    machine.run(parsePython(text).body, scope);
  } finally {
    machine.muted--;
  }
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

/** Runs functions that are handed to something which calls them. */
function runArguments(machine: Machine, args: Arguments): void {
  const all = [...args.positional, ...args.named.values()];
  const targets = all.filter(
    (value) => value.kind === 'function' || (value.kind === 'ref' && value.bound === undefined),
  );
  const given = args.named.get('args') ?? all.find((value) => value.kind === 'list');
  const positional = (given && iterate(given)) ?? [];
  for (const target of targets.slice(0, 4)) {
    if (target.kind === 'function')
      callFunction(machine, target, { positional, named: new Map(), whole: positional.length > 0 });
  }
  const runner =
    args.named.get('target') ?? (args.positional[0]?.kind === 'ref' ? args.positional[0] : undefined);
  if (runner?.kind === 'ref' && runner.bound === undefined && positional.length > 0) {
    machine.recorder.useName(runner.name);
    noteSink(
      machine,
      runner,
      { positional, named: new Map(), whole: true },
      machine.stack.at(-1) ?? { nodeType: 'Pass' },
    );
  }
}

/** Commands of `cmdclass` run when the source is a setup script: building and installing call them. */
function runSetup(machine: Machine, args: Arguments): void {
  const commands = args.named.get('cmdclass');
  if (commands?.kind !== 'dict') return;
  machine.recorder.addCapability('install.command');
  for (const { value } of commands.entries.values()) {
    if (value.kind !== 'class') continue;
    const object = instantiate(machine, value, { positional: [], named: new Map(), whole: false });
    for (const name of [
      'initialize_options',
      'finalize_options',
      'run',
      'build_extensions',
      'build_extension',
    ]) {
      const method = machine.attribute(object, name);
      if (method.kind === 'function')
        callFunction(machine, method, { positional: [], named: new Map(), whole: false });
    }
  }
}

function instantiate(machine: Machine, type: ClassValue, args: Arguments): Value {
  const object: ObjectValue = { kind: 'object', type, attributes: new Map(), labels: 0, layers: [] };
  const init = machine.attribute(object, '__init__');
  if (init.kind === 'function') callFunction(machine, init, args);
  // A thread of one's own runs when it is started; that it is made says so.
  if (type.bases.some((base) => base.kind === 'ref' && /Thread|Process/.test(base.name))) {
    const run = machine.attribute(object, 'run');
    if (run.kind === 'function')
      callFunction(machine, run, { positional: [], named: new Map(), whole: false });
  }
  return object;
}

/** Runs a function of the source with what is known of its arguments. */
export function callFunction(machine: Machine, callee: FunctionValue, args: Arguments): Value {
  const { node } = callee;
  const runs = machine.runs.get(node) ?? 0;
  const active = machine.stack.filter((running) => running === node).length;
  if (machine.stack.length >= DEPTH_MAX || active >= RECURSION_MAX || !spend(machine, 2))
    return unknown(labelsOfArguments(args));
  if (node.nodeType !== 'Lambda' && runs >= RUNS_MAX && machine.steps > 200_000)
    return unknown(labelsOfArguments(args));
  machine.runs.set(node, runs + 1);
  machine.ran.add(node);
  const scope = createScope('function', callee.scope);
  bindParameters(machine, callee, args, scope);
  machine.stack.push(node);
  const frame = { returns: [] as Value[], yields: [] as Value[] };
  machine.frames.push(frame);
  try {
    if (node.nodeType === 'Lambda') return machine.evaluate(child(node, 'body'), scope);
    machine.run(nodes(node, 'body'), scope);
    if (frame.yields.length > 0) return list(frame.yields);
    const [head, ...rest] = frame.returns;
    return head ? rest.reduce((sum, value) => either(sum, value), head) : none();
  } finally {
    machine.frames.pop();
    machine.stack.pop();
  }
}

function bindParameters(machine: Machine, callee: FunctionValue, args: Arguments, scope: Scope): void {
  const spec = child(callee.node, 'args');
  if (!spec) return;
  const given = callee.self && !isStatic(callee.node) ? [callee.self, ...args.positional] : args.positional;
  const names = [...nodes(spec, 'posonlyargs'), ...nodes(spec, 'args')];
  const defaults = nodes(spec, 'defaults');
  const missing = (): Value => unknown(args.whole ? 0 : LABEL.param);
  for (const [index, parameter] of names.entries()) {
    const name = textField(parameter, 'arg');
    const fallback = defaults[index - (names.length - defaults.length)];
    const value =
      given[index] ??
      args.named.get(name) ??
      (fallback ? withDefault(machine, fallback, callee.scope, args.whole) : missing());
    bind(machine, name, value, scope);
  }
  const keywordDefaults = Array.isArray(spec.kw_defaults) ? spec.kw_defaults : [];
  for (const [index, parameter] of nodes(spec, 'kwonlyargs').entries()) {
    const name = textField(parameter, 'arg');
    const fallback = keywordDefaults[index];
    bind(
      machine,
      name,
      args.named.get(name) ?? (isNode(fallback) ? machine.evaluate(fallback, callee.scope) : missing()),
      scope,
    );
  }
  const rest = child(spec, 'vararg');
  if (rest)
    bind(
      machine,
      textField(rest, 'arg'),
      list(given.slice(names.length), 'tuple', args.whole, args.whole ? 0 : LABEL.param),
      scope,
    );
  const others = child(spec, 'kwarg');
  if (others)
    bind(
      machine,
      textField(others, 'arg'),
      unknown(
        [...args.named.values()].reduce(
          (labels, value) => labels | labelsOf(value),
          args.whole ? 0 : LABEL.param,
        ),
      ),
      scope,
    );
}

/** A default counts; a caller outside may give something else. */
function withDefault(machine: Machine, node: Node, scope: Scope, whole: boolean): Value {
  const value = machine.evaluate(node, scope);
  return whole ? value : { ...value, labels: value.labels | LABEL.param };
}

function isStatic(node: Node): boolean {
  return nodes(node, 'decorator_list').some(
    (decorator) => decorator.nodeType === 'Name' && decorator.id === 'staticmethod',
  );
}

/** Runs what nothing of the source called: somebody outside may. */
export function runUncalled(machine: Machine): void {
  const args: Arguments = { positional: [], named: new Map(), whole: false };
  withLive(machine, false, () => {
    const methods = new Set<Node>();
    for (const type of machine.classes) {
      const object = instantiate(machine, type, args);
      for (const value of type.scope.names.values()) {
        if (value.kind !== 'function') continue;
        methods.add(value.node);
        if (!machine.ran.has(value.node)) callFunction(machine, { ...value, self: object }, args);
      }
    }
    for (let round = 0; round < 4; round++) {
      const left = [...machine.functions.values()].filter(
        ({ node }) => !machine.ran.has(node) && !methods.has(node),
      );
      if (left.length === 0) break;
      for (const value of left) callFunction(machine, value, args);
    }
  });
}
