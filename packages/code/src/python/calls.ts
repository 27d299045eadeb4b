import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import { SOME } from './any-entry.ts';
import { noteBaseCall } from './base-calls.ts';
import { callerOf } from './caller.ts';
import { isFileCall, noteFile } from './file-actions.ts';
import { callFunction, instantiate, labelsOfArguments, runSetup } from './functions.ts';
import { runArguments, runGiven, runsArgument } from './handed.ts';
import { callLater, isLaterCall } from './later-calls.ts';
import { callLibrary, isLibrary } from './library.ts';
import { callsHooks, runHooks } from './library-hooks.ts';
import { linkedName } from './linked.ts';
import { runByLoader, runsModule } from './loaders.ts';
import { noteLocalCall } from './local-calls.ts';
import { type Machine, spend, withLive } from './machine.ts';
import { madeByMetaclass } from './metaclasses.ts';
import { type Arguments, callMethod } from './methods.ts';

import { callAny } from './named-methods.ts';
import { bareObject } from './new-objects.ts';
import { byOwnCodec, registerCodec } from './own-codecs.ts';
import { openPacked, unpackerOf } from './packed-readers.ts';
import { collect, noteWriter } from './passed-on.ts';
import { answered, handedOver, iterated } from './protocols.ts';
import { isReflective, reflect } from './reflection.ts';
import { hasOwnResult, plainResult, resultOf } from './results.ts';
import { withSought } from './secret-patterns.ts';
import { iterate } from './sequences.ts';
import { readerOfContent, restOf } from './shipped.ts';
import { isNoted, noteSink } from './sinks.ts';
import { runImportHooks } from './special-methods.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { bytesIn, labelsOf, layersOf, none, ref, textOf, unknown, type Value } from './value.ts';
import { labelsOfUnknownCall } from './visitors.ts';

/** What calls a function for every key that is typed. */
const KEY_HOOK =
  /^(?:pynput\.keyboard\.Listener|keyboard\.(?:on_press|on_release|hook|on_press_key)|pyxhook\.HookManager)$/;

/** Takes a function that finds codecs. */
const REGISTERS_CODEC = 'codecs.register';

/** Lists by which an import finds and loads modules. */
const IMPORT_HOOKS = /^sys\.(?:meta_path|path_hooks)\.(?:append|insert)$/;

/** Of calls without keywords, which most are; nothing is ever put in. */
const NO_NAMED = new Map<string, Value>();
const NO_ARGUMENTS: Arguments = { positional: [], named: new Map(), whole: false };

/** Evaluates a call: arguments first, then what the callee is. */
export function callExpression(machine: Machine, node: Node, scope: Scope): Value {
  const func = child(node, 'func');
  const callee = machine.evaluate(func, scope);
  if ((callee.kind === 'ref' || callee.kind === 'unknown') && func?.nodeType === 'Attribute')
    noteBaseCall(machine, func, scope);
  const positional: Value[] = [];
  const keywords = nodes(node, 'keywords');
  const named = keywords.length === 0 ? NO_NAMED : new Map<string, Value>();
  let whole = true;
  const given = nodes(node, 'args');
  for (let at = 0; at < given.length; at++) {
    const argument = given[at] as Node;
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
  for (let at = 0; at < keywords.length; at++) {
    const keyword = keywords[at] as Node;
    const value = machine.evaluate(child(keyword, 'value'), scope);
    const name = textField(keyword, 'arg');
    if (name !== '') named.set(name, value);
    else if (value.kind === 'dict') {
      for (const entry of value.entries.values()) named.set(textOf(entry.key) ?? '', entry.value);
      if (!value.whole) {
        whole = false;
        if (value.labels !== 0) positional.push(unknown(value.labels));
      }
    } else {
      whole = false;
      positional.push(value);
    }
  }
  const args: Arguments = { positional, named, whole };
  const [type] = positional;
  // `super().__new__(cls)`, where no class of the source has a way of its own.
  if (type?.kind === 'class' && callee.kind !== 'function' && isNew(func))
    return madeByMetaclass(machine, type) ?? bareObject(type);
  if (machine.site === null) machine.calling = node;
  const result = machine.callValue(callee, args, node, scope);
  noteWrapped(machine, result, args);
  noteWriter(callee, args, result);
  if (func?.nodeType === 'Attribute') collect(machine, func, callee, args, scope);
  noteDecoded(machine, result, node);
  return result;
}

const isNew = (func: Node | null): boolean =>
  func?.nodeType === 'Attribute' && textField(func, 'attr') === '__new__';

/** `cached = lru_cache(read)`: what comes back may be what was given. */
function noteWrapped(machine: Machine, result: Value, { positional, named }: Arguments): void {
  if (result.kind !== 'ref' && result.kind !== 'unknown') return;
  const isOwn = ({ kind }: Value): boolean => kind === 'function' || kind === 'class' || kind === 'object';
  const given = positional.filter(isOwn);
  for (const value of named.values()) if (isOwn(value)) given.push(value);
  if (given.length > 0) machine.wrapped.set(result, given);
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

/** The result of calling a value. */
export function callValue(machine: Machine, callee: Value, args: Arguments, at: Node, scope: Scope): Value {
  const linked = machine.site === null ? linkedName(machine, callee) : null;
  if (linked !== null && (machine.live || isCalledByName(machine, at)))
    noteLocalCall(machine, ref(linked), args, at);
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
      return withSought(machine, callee, args, callOutside(machine, callee, args, at, scope), at);
    default:
      // Nobody knows whether it calls what it is given, and when.
      withLive(machine, false, () => handOver(machine, args, at));
      return unknown(labelsOfUnknownCall(callee, labelsOfArguments(args)) | signInOf(callee, args));
  }
}

/** By such methods things are told what they shall call when something happens. */
const REGISTERS = /^(?:register|subscribe|connect|bind|listen|hook|attach|add|on)(?:_|$)/;

/** Runs what an unknown value is given; who registers it does not call it. */
function handOver(machine: Machine, args: Arguments, at: Node): void {
  const func = child(at, 'func');
  const { aside } = machine;
  if (func?.nodeType === 'Attribute' && REGISTERS.test(textField(func, 'attr')))
    machine.aside = machine.stack.length;
  try {
    runArguments(machine, args);
  } finally {
    machine.aside = aside;
  }
}

/** What a request of somebody else signs in with, where code that is given it asks for that by name. */
function signInOf(callee: Value, { positional: [first] }: Arguments): number {
  if ((labelsOf(callee) & LABEL.param) === 0 || first?.kind !== 'str') return 0;
  return SIGN_IN.test(first.text) ? LABEL.secretParam : 0;
}

const SIGN_IN = /^(?:proxy-)?authorization$|^cookie$|^x-api-key$/i;

/**
 * Whether a call names what it calls: of code that loading does not run, which functions a class or table holds is known
 * of one use and not of the next.
 */
function isCalledByName(machine: Machine, at: Node): boolean {
  let root: Node | null = at;
  for (let depth = 0; root !== null && root.nodeType !== 'Name' && depth < 8; depth++)
    root = child(root, root.nodeType === 'Call' ? 'func' : 'value');
  const value = root?.nodeType === 'Name' ? machine.module.names.get(textField(root, 'id')) : undefined;
  return (
    value !== undefined &&
    (linkedName(machine, value) !== null || (value.kind === 'ref' && value.module !== undefined))
  );
}

/** Methods of known values that go through what they are given. */
const GOES_THROUGH = /^(?:join|extend|update|union)$/;

/** `list.sort` with its key; null for other methods. */
function sortInPlace(
  machine: Machine,
  { self, method }: { readonly self: Value; readonly method: string },
  args: Arguments,
  at: Node,
  scope: Scope,
): Value | null {
  if (self.kind !== 'list' || method !== 'sort') return null;
  const sorted = machine.callValue(ref('sorted'), { ...args, positional: [self] }, at, scope);
  if (sorted.kind === 'list') self.items = [...sorted.items];
  else self.whole = false;
  return none();
}

/** True for `next` of an iterator without anything left. */
function isSpent({ positional }: Arguments): boolean {
  const [source, fallback] = positional;
  return source?.kind === 'list' && source.whole && source.items.length === 0 && fallback === undefined;
}

/** True for the name of most calls: no table knows it, so that it is asked of one memory instead of a dozen. */
const isPlain = byName(
  (name) =>
    !(
      isReflective(name) ||
      isNoted(name) ||
      readerOfContent(name) !== null ||
      unpackerOf(name) !== null ||
      isFileCall(name) ||
      isLibrary(name) ||
      IMPORT_HOOKS.test(name) ||
      name === REGISTERS_CODEC ||
      name === 'setuptools.setup' ||
      runsArgument(name) ||
      KEY_HOOK.test(name) ||
      callsHooks(name) ||
      isLaterCall(name) ||
      hasOwnResult(name)
    ),
);

/** What another module lends is called by what it is handed to. */
function noteLent(machine: Machine, value: Value, at: Node): void {
  const linked = machine.site === null ? linkedName(machine, value) : null;
  if (linked !== null) noteLocalCall(machine, ref(linked), NO_ARGUMENTS, at);
  else if (value.kind === 'ref' && !value.bound) noteLocalCall(machine, value, NO_ARGUMENTS, at);
}

function isByteArray(value: Value): boolean {
  return value.kind === 'list' && value.type === 'bytearray';
}

function callOutside(
  machine: Machine,
  callee: Extract<Value, { kind: 'ref' }>,
  given: Arguments,
  at: Node,
  scope: Scope,
): Value {
  const { name } = callee;
  if (name === SOME)
    return callAny(machine, callee, given, at, scope) ?? unknown(labelsOf(callee) | labelsOfArguments(given));
  const own = machine.codecs.length === 0 ? null : byOwnCodec(machine, callee, given, at, scope);
  if (own) return own;
  const method = callee.bound?.method;
  if (callee.bound && method !== undefined && method !== '') {
    const passed =
      given.positional.some(({ kind }) => kind === 'object') && GOES_THROUGH.test(method)
        ? { ...given, positional: given.positional.map((value) => iterated(machine, value)) }
        : given;
    const known =
      callMethod(callee.bound.self, method, passed) ?? sortInPlace(machine, callee.bound, given, at, scope);
    if (known) return known;
    const carried = labelsOf(callee.bound.self) | labelsOfArguments(given);
    // Text that is cut or joined in ways that are not followed is still text of that origin.
    return { ...unknown(carried), layers: layersOf(callee.bound.self) };
  }
  // What changes in place is known to the source alone.
  const hasChanging = given.positional.some(isByteArray);
  const args =
    hasChanging && name !== 'list' && name !== 'iter'
      ? { ...given, positional: given.positional.map((value) => bytesIn(value) ?? value) }
      : given;
  const [asks] = args.positional;
  if (asks?.kind === 'object') {
    const answer = answered(machine, name, asks);
    if (answer) return answer;
    const handed = handedOver(machine, name, asks);
    if (handed.kind !== 'object')
      return callOutside(
        machine,
        callee,
        { ...args, positional: [handed, ...args.positional.slice(1)] },
        at,
        scope,
      );
  }
  if (machine.recorder.wantsUse(name, machine.live))
    machine.recorder.useName(name, { offset: machine.positionOf(at).offset, live: machine.live });
  if (name === 'next' && isSpent(given) && machine.catching > 0) machine.raised = true;
  if (callee.bound?.self.kind === 'object' && runsModule(name))
    runByLoader(machine, callee.bound.self, args, at, scope);
  if (isPlain(name)) {
    noteLocalCall(machine, callee, args, at);
    return plainResult(machine, callee, args);
  }
  const unpacker = unpackerOf(name);
  if (unpacker !== null)
    return openPacked(unpacker, args, (raw) =>
      callOutside(machine, ref('open', callee.labels), raw, at, scope),
    );
  if (callsHooks(name)) runHooks(machine, name, args, at, scope);
  if (isLaterCall(name)) callLater(machine, callee, args, at, scope);
  const reader = readerOfContent(name);
  const content = reader === null ? null : restOf(args.positional[0]);
  if (reader !== null && content)
    return callOutside(
      machine,
      ref(reader),
      { ...args, positional: [content, ...args.positional.slice(1)] },
      at,
      scope,
    );
  const reflected = reflect(machine, name, args, at, scope);
  if (reflected) return reflected;
  noteSink(machine, callee, args, at);
  noteFile(machine, callee, args, at);
  noteLocalCall(machine, callee, args, at);
  const caller = callerOf(machine, at, scope);
  const computed = callLibrary(name, callee, args, caller);
  if (computed) {
    if (computed.kind === 'str' || computed.kind === 'bytes') spend(machine, computed.text.length >> 8);
    return computed;
  }
  if (IMPORT_HOOKS.test(name)) runImportHooks(machine, name, args.positional);
  if (name === REGISTERS_CODEC) registerCodec(machine, args);
  if (name === 'setuptools.setup') {
    runSetup(machine, args);
    const commands = args.named.get('cmdclass');
    // A command that another module of the distribution defines.
    for (const { value } of commands?.kind === 'dict' ? commands.entries.values() : [])
      noteLent(machine, value, at);
  } else if (KEY_HOOK.test(name)) {
    const typed = unknown(LABEL.credential);
    for (const target of [...args.positional, ...args.named.values()])
      if (target.kind === 'function')
        callFunction(machine, target, { positional: [typed], named: NO_NAMED, whole: false });
  } else if (runsArgument(name)) {
    const labels = runGiven(machine, name, args, at, scope);
    for (const target of [...args.positional, ...args.named.values()]) noteLent(machine, target, at);
    const result = resultOf(machine, callee, args, at);
    result.labels |= labels;
    return result;
  }
  return resultOf(machine, callee, args, at);
}
