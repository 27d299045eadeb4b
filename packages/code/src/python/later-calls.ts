import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import { handleMessage } from './callbacks.ts';
import { callFunction } from './functions.ts';
import type { Machine } from './machine.ts';
import { type Arguments, byPosition } from './methods.ts';
import type { Node, Scope } from './tree.ts';
import { type FunctionValue, type RefValue, ref, unknown, type Value } from './value.ts';

/** Functions that are called when the interpreter ends. */
const AT_EXIT_MAX = 20;
const atExit = new WeakMap<Machine, FunctionValue[]>();

const DONE = '.add_done_callback';
/** Clients that are made with what they call for each message. */
const CALLS_BACK = /^websocket\.WebSocketApp$/;
/** Functions that write something into the file that they are given behind it. */
const DUMPS =
  /^(?:json|simplejson|ujson|pickle|dill|cloudpickle|marshal|yaml|toml|tomli_w|plistlib)\.(?:safe_)?dump(?:_all)?$/;
/** What is open to be written to. */
const IS_FILE = /^(?:open|(?:pathlib\.Path(?:\(\))?(?:\.\w+\(\))*\.)open|tempfile\.\w+|os\.fdopen)\(\)$/;

/** Registers something to wait for, with what is called for it by convention: `key.data(key.fileobj)`. */
const SELECTS = /^selectors\.\w+\(\)\.(?:register|modify)$/;

/** Gives a server's answer to what it is told, piece by piece. */
export const RETRIEVES = /^ftplib\.FTP(?:_TLS)?\(\)\.retr(?:binary|lines)$/;

/** True for a function that calls, or writes, what it is given in a way of its own. */
export const isLaterCall = byName(
  (name) =>
    name.endsWith(DONE) ||
    name === 'atexit.register' ||
    CALLS_BACK.test(name) ||
    SELECTS.test(name) ||
    RETRIEVES.test(name) ||
    DUMPS.test(name),
);

/** Does what such a function does with what it is given. */
export function callLater(machine: Machine, callee: RefValue, args: Arguments, at: Node, scope: Scope): void {
  const { name } = callee;
  const [first, second] = args.positional;
  if (name.endsWith(DONE)) {
    const future = {
      ...ref(name.slice(0, -DONE.length), callee.labels),
      ...(callee.targets ? { targets: callee.targets } : {}),
    };
    if (first) machine.callValue(first, byPosition([future]), at, scope);
  } else if (name === 'atexit.register') {
    const known = atExit.get(machine) ?? [];
    atExit.set(machine, known);
    if (first?.kind === 'function' && machine.live && known.length < AT_EXIT_MAX) known.push(first);
  } else if (CALLS_BACK.test(name)) {
    for (const [key, value] of args.named)
      if (/^on_(?:message|data)$/.test(key) && value.kind === 'function') handleMessage(machine, value);
  } else if (SELECTS.test(name)) {
    const data = args.positional[2] ?? args.named.get('data');
    if (data?.kind === 'function' && first)
      machine.callValue(data, byPosition([first, unknown()]), at, scope);
  } else if (RETRIEVES.test(name)) {
    const taker = second ?? args.named.get('callback');
    if (taker) machine.callValue(taker, byPosition([unknown(LABEL.network)]), at, scope);
  } else noteDump(machine, first, second ?? args.named.get('fp') ?? args.named.get('stream'), at, scope);
}

function noteDump(
  machine: Machine,
  value: Value | undefined,
  file: Value | undefined,
  at: Node,
  scope: Scope,
): void {
  if (!value || file?.kind !== 'ref' || !IS_FILE.test(file.name)) return;
  const write = { ...file, name: `${file.name}.write` };
  machine.callValue(write, byPosition([value]), at, scope);
}

/** Runs again what the end of the interpreter calls: by then, what it sends may hold more. */
export function runAtExit(machine: Machine): void {
  for (const callee of atExit.get(machine) ?? []) {
    machine.answers.delete(callee.node);
    callFunction(machine, callee, byPosition());
  }
}
