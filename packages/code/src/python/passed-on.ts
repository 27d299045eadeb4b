import { byName } from '../by-name.ts';
import { isCredentialPath, LABEL } from '../js/labels.ts';
import { PIPE_END } from './containers.ts';
import { callFunction, labelsOfArguments } from './functions.ts';
import { type Machine, withLive } from './machine.ts';
import type { Arguments } from './methods.ts';
import { lookup } from './names.ts';
import { child, type Node, nodes, type Scope, textField } from './tree.ts';
import { displayOf, type FunctionValue, type ObjectValue, type RefValue, type Value } from './value.ts';

/** Methods by which something is handed to an object, which has it from then on. */
const COLLECTS =
  /^(?:append|add|update|extend|insert|setdefault|set|execute|executemany|write|writelines|writestr|writerows?|put|put_nowait|add_\w+|attach|set_payload|set_content|read_(?:file|string|dict))$/;
/** The same of the class that an object is made from, where that is somebody else's. */
const FILLS = /^(?:__init__|__setitem__|append|add|update|extend|insert|setdefault)$/;

const isQueue = byName((name) =>
  /^(?:(?:queue|Queue|multiprocessing|asyncio|gevent\.queue|janus)\.(?:(?:Simple|Lifo|Priority|Joinable)?Queue)\(\)|multiprocessing\.Pipe\(\)\[\])$/.test(
    name,
  ),
);
/** What writes into the stream that it is given. */
const isWriter = byName((name) =>
  /^(?:zipfile\.ZipFile|tarfile\.open|tarfile\.TarFile|gzip\.(?:GzipFile|open)|bz2\.(?:BZ2File|open)|lzma\.(?:LZMAFile|open)|io\.(?:TextIOWrapper|BufferedWriter)|csv\.(?:DictW|w)riter|codecs\.getwriter\(\))$/.test(
    name,
  ),
);
const isMemory = byName((name) => /^(?:io\.(?:BytesIO|StringIO)|tempfile\.\w+)\(\)$/.test(name));

const TAKES = /^(?:get(?:_nowait)?|recv(?:_bytes)?)$/;
/** How something is put into one end of a pipe. */
const SENDS = /^send(?:_bytes)?$/;

/** A function that takes from a queue, and what it was called with. */
interface Taker {
  readonly callee: FunctionValue;
  readonly args: Arguments;
  readonly live: boolean;
}

/** Functions that take from one queue. */
const TAKERS_MAX = 8;
const takers = new WeakMap<Value, Map<Node, Taker>>();
/** Streams by what writes into them. */
const streams = new WeakMap<Value, RefValue>();

/** Notes that the running function takes from a queue: what is put in later reaches it as well. */
export function noteTaken(machine: Machine, holder: Value, attribute: string): void {
  if (holder.kind !== 'ref' || !TAKES.test(attribute) || !isQueue(holder.name)) return;
  const frame = machine.frames.at(-1);
  if (!frame) return;
  const known = takers.get(holder) ?? new Map<Node, Taker>();
  takers.set(holder, known);
  const { callee, args } = frame;
  const before = known.get(callee.node);
  const live = machine.live || before?.live === true;
  if (before || known.size < TAKERS_MAX) known.set(callee.node, { callee, args, live });
}

/** Notes the stream that an archive or a table of text writes into, where that is one in memory. */
export function noteWriter(callee: Value, { positional, named }: Arguments, made: Value): void {
  if (callee.kind !== 'ref' || !isWriter(callee.name)) return;
  const given = [...positional, ...named.values()];
  const stream = given.find((value): value is RefValue => value.kind === 'ref' && isMemory(value.name));
  if (stream) streams.set(made, stream);
}

/**
 * What is given to something by a method stays with it: `session.headers.update(secrets)`, `queue.put(event)`.
 * @param func the callee, `object.method`.
 */
export function collect(machine: Machine, func: Node, callee: Value, args: Arguments, scope: Scope): void {
  const method = textField(func, 'attr');
  const isRead = method === 'read' && callee.kind === 'ref' && callee.name === READS_SETTINGS;
  const holder = child(func, 'value');
  const self = FILLS.test(method) ? ownObject(machine, holder, scope) : null;
  const isSent = callee.kind === 'ref' && SENDS.test(method) && callee.name.startsWith(PIPE_END);
  if (!holder || !(isRead || self || isSent || COLLECTS.test(method))) return;
  const labels = labelsOfArguments(args) | (isRead ? labelsOfSettings(args) : 0);
  if (labels === 0) return;
  const value = self ?? machine.evaluate(holder, scope);
  if (value.kind !== 'ref' && value.kind !== 'unknown' && value.kind !== 'object') return;
  // `os.write(handle, data)` puts nothing into the module.
  if (value.kind === 'ref' && value.name === 'os') return;
  // Who asks a server's database is answered with what that holds.
  if (method.startsWith('execute') && !(value.kind === 'ref' && value.name.startsWith('sqlite3.'))) return;
  const before = value.labels;
  value.labels |= labels;
  spreadTo(machine, holder, labels, scope);
  const stream = streams.get(value);
  if (stream) stream.labels |= labels;
  if (value.labels !== before) takeAgain(machine, value);
}

/** What a client sends along whatever it asks, and signs in with: that it holds a password or a token says nothing. */
const SENT_ALONG = LABEL.envAll | LABEL.harvest | LABEL.clipboard | LABEL.keyMaterial;

/**
 * What is put into an attribute of something from outside, that has: `session.headers['x'] = value`.
 * @param holder the attribute.
 */
export function spreadTo(machine: Machine, holder: Node, labels: number, scope: Scope): void {
  if (holder.nodeType !== 'Attribute' || (labels & SENT_ALONG) === 0) return;
  const owner = machine.evaluate(child(holder, 'value'), scope);
  if (owner.kind === 'ref' && owner.name.includes('()')) owner.labels |= labels & SENT_ALONG;
}

/** `super()`: the object whose method runs; null for everything else. */
function ownObject(machine: Machine, holder: Node | null, scope: Scope): ObjectValue | null {
  const running = machine.stack.at(-1);
  if (!running || holder?.nodeType !== 'Call' || child(holder, 'func')?.id !== 'super') return null;
  const [first] = nodes(child(running, 'args') ?? running, 'args');
  const self = first ? lookup(machine, textField(first, 'arg'), scope) : null;
  return self?.kind === 'object' ? self : null;
}

const READS_SETTINGS = 'configparser.ConfigParser().read';

/** What a parser of settings has once it has read files, by their paths. */
function labelsOfSettings({ positional, named }: Arguments): number {
  const given = [...positional, ...named.values()].flatMap((value) =>
    value.kind === 'list' ? value.items.slice(0, 20) : [value],
  );
  return given.some((value) => isCredentialPath(displayOf(value).text)) ? LABEL.credential | LABEL.file : 0;
}

/** Functions that took from a queue take what has been put in since. */
function takeAgain(machine: Machine, queue: Value): void {
  const { live } = machine;
  for (const taker of takers.get(queue)?.values() ?? []) {
    const { node } = taker.callee;
    if (machine.stack.includes(node)) continue;
    // It answers as it did before only to those who put nothing in.
    machine.answers.delete(node);
    machine.ran.delete(node);
    const run = (): void => void callFunction(machine, taker.callee, taker.args);
    if (live || !taker.live) withLive(machine, live && taker.live, run);
    else apart(machine, run);
  }
}

/** Runs what loading runs as well, with what loading does not give it: what that sends is told for itself. */
function apart(machine: Machine, run: () => void): void {
  const { recorder } = machine;
  machine.recorder = {
    ...recorder,
    addFlow: (flow, at) => recorder.addFlow({ ...flow, apart: true }, at),
  };
  try {
    run();
  } finally {
    machine.recorder = recorder;
  }
}
