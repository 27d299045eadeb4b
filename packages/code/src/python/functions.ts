import { LABEL } from '../js/labels.ts';
import { isAskedFor } from './asked-commands.ts';
import { either } from './displays.ts';
import { whereItStands } from './linked.ts';
import { type Frame, isFrugal, type Machine, spend, withLive } from './machine.ts';
import { callOfMeta } from './metaclasses.ts';
import { type Arguments, byPosition } from './methods.ts';
import { bind } from './names.ts';
import { newObject } from './new-objects.ts';
import { fillFields, notGiven, secretOf } from './records.ts';
import { child, createScope, isNode, moduleOf, type Node, nodes, type Scope, textField } from './tree.ts';
import {
  type ClassValue,
  dict,
  type FunctionValue,
  labelsOf,
  list,
  none,
  ref,
  str,
  textOf,
  unknown,
  type Value,
} from './value.ts';
import { visitorsWords } from './visitors.ts';

/** Calls inside calls that are followed. */
const DEPTH_MAX = 16;

/** Runs of one function, and of one inside itself. */
const RUNS_MAX = 400;

const RECURSION_MAX = 6;
/** The same of code that loading does not run: nobody knows what it is called with. */
const CALLED_RUNS_MAX = 20;
const CALLED_RECURSION_MAX = 2;

/** What all arguments of a call carry. */
export function labelsOfArguments({ positional, named }: Arguments): number {
  let labels = 0;
  for (let at = 0; at < positional.length; at++) labels |= labelsOf(positional[at] as Value);
  if (named.size > 0) for (const value of named.values()) labels |= labelsOf(value);
  return labels;
}

/** Commands of `cmdclass` run when the source is a setup script: building and installing call them. */
export function runSetup(machine: Machine, args: Arguments): void {
  const commands = args.named.get('cmdclass');
  if (commands?.kind !== 'dict') return;
  machine.recorder.addCapability('install.command');
  for (const { key, value } of commands.entries.values()) {
    if (value.kind !== 'class') continue;
    // `setup.py upload` and the like run when somebody asks for them.
    const command = textOf(key);
    const isAsked = command !== null && isAskedFor(machine, command);
    withLive(machine, machine.live && !isAsked, () => runCommand(machine, value));
  }
}

function runCommand(machine: Machine, type: ClassValue): void {
  const object = instantiate(machine, type, { positional: [], named: new Map(), whole: false });
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

/** An object of a class of the source, whose constructor runs. */
export function instantiate(machine: Machine, type: ClassValue, args: Arguments): Value {
  if (type.meta) callOfMeta(machine, type, '__call__', args);
  const object = newObject(machine, type, args);
  const init = machine.attribute(object, '__init__');
  if (init.kind === 'function') callFunction(machine, init, args);
  else if (type.fields) {
    fillFields(machine, object, args, machine.stack.at(-1) ?? { nodeType: 'Pass' });
    const after = machine.attribute(object, '__post_init__');
    if (after.kind === 'function') callFunction(machine, after, byPosition());
  }
  if (init.kind !== 'function' && !type.fields && type.bases.some(holdsValues))
    object.labels |= labelsOfArguments(args);
  // A thread of one's own runs when it is started; that it is made says so.
  if (type.bases.some((base) => base.kind === 'ref' && /Thread|Process/.test(base.name))) {
    const run = machine.attribute(object, 'run');
    if (run.kind === 'function')
      callFunction(machine, run, { positional: [], named: new Map(), whole: false });
  }
  return object;
}

/** True for a class outside of which an object holds what it is made with: `class Settings(dict)`. */
function holdsValues(base: Value): boolean {
  return base.kind === 'ref' ? HOLDS.test(base.name) : base.kind === 'class' && base.bases.some(holdsValues);
}

const HOLDS =
  /^(?:dict|list|set|frozenset|tuple|str|bytes|bytearray|collections\.(?:OrderedDict|defaultdict|UserDict|UserList|UserString|ChainMap|Counter|deque))$/;

/** Runs a function of the source with what is known of its arguments. */
export function callFunction(machine: Machine, callee: FunctionValue, args: Arguments): Value {
  const caller = machine.stack.at(-1);
  if (caller && machine.aside !== machine.stack.length) {
    const called = machine.calls.get(caller);
    if (called) called.add(callee.node);
    else machine.calls.set(caller, new Set([callee.node]));
  }
  const key = signatureOf(machine, callee, args);
  const memo = key === null ? undefined : (machine.answers.get(callee.node) ?? new Map<string, Value>());
  const known = key === null ? undefined : memo?.get(key);
  if (known) return known;
  const first = whereItStands(machine, callee, () => runFunction(machine, callee, args));
  const result = machine.ways.size === 0 ? first : anyWay(machine, callee, args, first);
  if (machine.site === null)
    machine.given.set(callee.node, (machine.given.get(callee.node) ?? 0) | labelsOf(result));
  if (key !== null && memo && memo.size < ANSWERS_MAX) {
    memo.set(key, result);
    machine.answers.set(callee.node, memo);
  }
  return result;
}

/** What one of a function's ways for values of other types gives as well (`functools.singledispatch`). */
function anyWay(machine: Machine, { node, self }: FunctionValue, args: Arguments, first: Value): Value {
  const ways = machine.ways.get(node) ?? [];
  return ways.map((way) => callFunction(machine, { ...way, self }, args)).reduce(either, first);
}

/** Distinct calls of one function of which the answer is kept. */
const ANSWERS_MAX = 200;
/** A text up to this length tells one call from another. */
const TOLD_CHARS = 200;

/**
 * A text that equal calls share; null when an argument holds more than a short text can say. Trees of calls with
 * nothing known in them would be walked again and again.
 */
function signatureOf(machine: Machine, callee: FunctionValue, args: Arguments): string | null {
  let key = `${machine.live ? 'live' : ''}\0${machine.muted > 0 ? 'muted' : ''}\0${args.whole ? '' : 'open'}`;
  function tell(name: string, value: Value): boolean {
    const told = toldOf(value);
    if (told !== null) key += `\0${name}=${value.labels}:${told}`;
    return told !== null;
  }
  if (callee.self && !tell('', callee.self)) return null;
  const { positional, named } = args;
  for (let at = 0; at < positional.length; at++) if (!tell('', positional[at] as Value)) return null;
  if (named.size > 0) for (const [name, value] of named) if (!tell(name, value)) return null;
  return key;
}

function toldOf(value: Value): string | null {
  switch (value.kind) {
    case 'str':
      return value.text.length <= TOLD_CHARS && value.layers.length === 0 ? `s${value.text}` : null;
    case 'number':
      return `n${value.value}`;
    case 'ref':
      // Paths and addresses are all that tells one such thing from another.
      return value.bound ? null : `r${value.name} ${value.targets?.join('|') ?? ''}`;
    case 'object': {
      // What an object holds can decide; one that holds nothing known is like any other of its class.
      for (const { kind } of value.attributes.values())
        if (kind !== 'unknown' && kind !== 'none' && kind !== 'ref') return null;
      return `o${value.type.name} ${labelsOf(value)}`;
    }
    case 'class':
      return `c${value.name}`;
    case 'none':
    case 'true':
    case 'false':
    case 'unknown':
      return value.request === true ? 'request' : value.kind;
    default:
      return null;
  }
}

const NOTHING_SENT: ReadonlyMap<number, Value> = new Map();
/** Times that one generator runs again for what it is sent. */
const RERUNS_MAX = 300;

/** What a generator yields; it has run to its end with nothing known that it is sent, and runs again for what is. */
function generated(machine: Machine, { callee, args, yields, isOpen }: Frame): Value {
  const sent = new Map<number, Value>();
  let count = yields.length;
  const made = {
    ...list(yields, 'list', !isOpen),
    resume(value: Value): void {
      const taken = count - made.items.length;
      if (taken < 1 || value.kind === 'none' || value.kind === 'unknown' || sent.size >= RERUNS_MAX) return;
      sent.set(taken - 1, value);
      const again = runFunction(machine, callee, args, sent);
      // It may have been left where it yields on and on.
      machine.raised = false;
      if (again.kind !== 'list') return;
      count = again.items.length;
      made.items = again.items.slice(taken);
    },
  };
  return made;
}

function runFunction(machine: Machine, callee: FunctionValue, args: Arguments, sent = NOTHING_SENT): Value {
  const { node } = callee;
  const runs = machine.runs.get(node) ?? 0;
  let active = 0;
  const { stack } = machine;
  for (let at = 0; at < stack.length; at++) if (stack[at] === node) active++;
  if (
    machine.stack.length >= DEPTH_MAX ||
    active >= (machine.live ? RECURSION_MAX : CALLED_RECURSION_MAX) ||
    !spend(machine, 2) ||
    (isFrugal(machine) && machine.ran.has(node))
  )
    return unknown(labelsOfArguments(args));
  const runsMax = machine.live ? RUNS_MAX : CALLED_RUNS_MAX;
  if (node.nodeType !== 'Lambda' && runs >= runsMax && machine.steps > 200_000)
    return unknown(labelsOfArguments(args));
  machine.runs.set(node, runs + 1);
  machine.ran.add(node);
  const scope = createScope('function', callee.scope);
  bindParameters(machine, callee, args, scope);
  machine.stack.push(node);
  const frame: Frame = { callee, args, returns: [], yields: [], looping: 0, isOpen: false, sent };
  machine.frames.push(frame);
  const { doubts } = machine;
  try {
    if (node.nodeType === 'Lambda') return machine.evaluate(child(node, 'body'), scope);
    const completion = machine.run(nodes(node, 'body'), scope);
    // Who comes to its end as well gives nothing then: no flag that is set is known to be.
    if (completion === 'normal' && frame.returns.length > 0) frame.returns.push(none());
    if (frame.yields.length > 0) return sent.size > 0 ? list(frame.yields) : generated(machine, frame);
    return frame.returns.length > 0 ? frame.returns.reduce(either) : none();
  } finally {
    machine.doubts = doubts;
    machine.frames.pop();
    machine.stack.pop();
  }
}

function bindParameters(machine: Machine, callee: FunctionValue, args: Arguments, scope: Scope): void {
  const spec = child(callee.node, 'args');
  if (!spec) return;
  const outside = labelsOfCaller(callee.node, args.whole);
  const given = callee.self && !isStatic(callee.node) ? [callee.self, ...args.positional] : args.positional;
  const first = nodes(spec, 'posonlyargs');
  const names = first.length === 0 ? nodes(spec, 'args') : [...first, ...nodes(spec, 'args')];
  const defaults = nodes(spec, 'defaults');
  const missing = (name = '', parameter?: Node): Value =>
    (parameter &&
      (ofType(machine, parameter, callee, outside) ??
        (args.whole ? null : visitorsWords(name, parameter, callee.node, outside)))) ??
    notGiven(machine, name, outside, callee.node, callee);
  for (let index = 0; index < names.length; index++) {
    const name = textField(names[index] as Node, 'arg');
    const fallback = defaults[index - (names.length - defaults.length)];
    const value =
      given[index] ??
      args.named.get(name) ??
      (fallback ? withDefault(machine, fallback, callee.scope, outside, name) : missing(name, names[index]));
    bind(machine, name, value, scope);
  }
  const keywordDefaults = Array.isArray(spec.kw_defaults) ? spec.kw_defaults : [];
  const keywords = nodes(spec, 'kwonlyargs');
  for (let index = 0; index < keywords.length; index++) {
    const name = textField(keywords[index] as Node, 'arg');
    const fallback = keywordDefaults[index];
    bind(
      machine,
      name,
      args.named.get(name) ??
        (isNode(fallback) ? withDefault(machine, fallback, callee.scope, outside, name) : missing(name)),
      scope,
    );
  }
  const rest = child(spec, 'vararg');
  if (rest)
    bind(
      machine,
      textField(rest, 'arg'),
      list(given.slice(names.length), 'tuple', args.whole, outside),
      scope,
    );
  const others = child(spec, 'kwarg');
  if (others) bind(machine, textField(others, 'arg'), keywordsOf(args, parameterNames(spec), outside), scope);
}

/** Labels of what a caller may give that nobody sees; none where all that is given is known. */
function labelsOfCaller(node: Node, whole: boolean): number {
  if (whole) return 0;
  return LABEL.param | (MAKES.test(textField(node, 'name')) ? LABEL.made : 0);
}

/** What is given to these, an object is made with. */
const MAKES = /^__(?:init|new|post_init)__$/;

/** Types of what a caller hands over, by the name that a source has for them: paths, and what sends. */
const TYPE_NAME = /^(?:Path|Session|Client|AsyncClient|ClientSession|SSHClient)$/;
const TYPED =
  /^(?:pathlib\.Path|requests\.(?:S|s)ession|httpx\.(?:Async)?Client|aiohttp\.ClientSession|paramiko\.SSHClient)$/;

/** What a parameter is by its annotation, where that says what calls of its methods do; null for others. */
function ofType(machine: Machine, parameter: Node, { scope }: FunctionValue, labels: number): Value | null {
  const hint = child(parameter, 'annotation');
  const name = hint && textField(hint, hint.nodeType === 'Name' ? 'id' : 'attr');
  if (!hint || !name || !TYPE_NAME.test(name)) return null;
  const type = machine.evaluate(hint, scope);
  if (type.kind !== 'ref' || !TYPED.test(type.name)) return null;
  return ref(`${type.name}()`, labels, type.name === 'pathlib.Path' ? ['$UNKNOWN'] : undefined);
}

function parameterNames(spec: Node): ReadonlySet<string> {
  return new Set(
    [...nodes(spec, 'args'), ...nodes(spec, 'kwonlyargs')].map((parameter) => textField(parameter, 'arg')),
  );
}

/** What `**kwargs` holds: what was given by name and is no parameter. */
function keywordsOf({ named, whole }: Arguments, parameters: ReadonlySet<string>, labels: number): Value {
  const made = dict();
  made.whole = whole;
  made.labels = labels;
  for (const [name, value] of named)
    if (!parameters.has(name)) made.entries.set(`s${name}`, { key: str(name), value });
  return made;
}

/** A default counts; a caller outside may give something else. */
function withDefault(machine: Machine, node: Node, scope: Scope, outside: number, name: string): Value {
  const value = machine.evaluate(node, scope);
  return outside === 0 ? value : { ...value, labels: value.labels | outside | secretOf(name) };
}

const isStatic = (node: Node): boolean => hasDecorator(node, 'staticmethod');

/** True for a function with a decorator of that name. */
export function hasDecorator(node: Node, name: string): boolean {
  const decorators = nodes(node, 'decorator_list');
  if (decorators.length === 0) return false;
  return decorators.some(
    (decorator) =>
      (decorator.nodeType === 'Name' && decorator.id === name) ||
      (decorator.nodeType === 'Attribute' && decorator.attr === name),
  );
}

/** Steps that one function which nothing called may take, with all that it calls, before it is frugal. */
const UNCALLED_STEPS_MAX = 10_000;
/** The same for all of them together. */
const ALL_UNCALLED_STEPS_MAX = 60_000;

/** Runs what nothing of the source called: somebody outside may. */
export function runUncalled(machine: Machine): void {
  const args: Arguments = { positional: [], named: new Map(), whole: false };
  const frugalFrom = machine.steps + ALL_UNCALLED_STEPS_MAX;
  function allot(): void {
    machine.frugalFrom = Math.min(frugalFrom, machine.steps + UNCALLED_STEPS_MAX);
  }
  function runFor(value: FunctionValue): void {
    allot();
    callFunction(machine, value, args);
  }
  withLive(machine, false, () => {
    const methods = new Set<Node>();
    for (const type of machine.classes) {
      if (moduleOf(type.scope) !== machine.module) continue;
      allot();
      const object = instantiate(machine, type, args);
      for (const value of type.scope.names.values()) {
        if (value.kind !== 'function') continue;
        methods.add(value.node);
        const self = hasDecorator(value.node, 'classmethod') ? type : object;
        if (!machine.ran.has(value.node)) runFor({ ...value, self });
      }
    }
    for (let round = 0; round < 4; round++) {
      const left = [...machine.functions.values()].filter(
        ({ node, scope }) =>
          !machine.ran.has(node) && !methods.has(node) && moduleOf(scope) === machine.module,
      );
      if (left.length === 0) break;
      for (const value of left) runFor(value);
    }
  });
}
