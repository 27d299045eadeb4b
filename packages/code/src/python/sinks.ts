import { byName } from '../by-name.ts';
import { UNKNOWN_WORD } from '../js/commands.ts';
import { isCredentialPath, LABEL } from '../js/labels.ts';
import type { RequestTarget } from '../js/request.ts';
import type { ShellAction } from '../shell/action.ts';
import { argvActions, shellActions } from '../shell/actions.ts';
import { downloadsTo, sinkKindOf } from './api.ts';
import { noteHeldModules } from './archive-objects.ts';
import { changesClipboard, notePutThere } from './clipboard.ts';
import { wordOf, wordsOf } from './command-words.ts';
import { pathOf } from './file-actions.ts';
import { changeFolder, changesFolder, folderOf } from './folders.ts';
import { RETRIEVES } from './later-calls.ts';
import { keptBy } from './linked.ts';
import { isLogCall, logsAway, noteLogged } from './logs.ts';
import { noteLost } from './long-loops.ts';
import type { Machine } from './machine.ts';
import { type Arguments, byPosition } from './methods.ts';
import { outside } from './names.ts';
import { noteVariables, setsVariable, sourceOptions } from './package-sources.ts';
import { notePassword, takesPassword } from './passwords.ts';
import { archiveName, clonedInto, openedPath } from './paths.ts';
import { unpickle } from './pickles.ts';
import { RUNS_READ, runsWhatItLoads } from './readers.ts';
import { isSearched, noteSearched } from './searched.ts';
import { CONNECTS, givenWords, sentLabels } from './sent.ts';
import { encodeText } from './sequences.ts';
import { signInLabels } from './sign-ins.ts';
import type { Node } from './tree.ts';
import { addLayer, displayOf, labelsOf, layersOf, none, type RefValue, textOf, type Value } from './value.ts';

/** Files by path that the source wrote and may start. */
const WRITTEN_MAX = 2000;
/** Text that is written to a file and looks like a program of Python. */
const LOOKS_LIKE_PYTHON = /\b(?:import|exec|eval|def|subprocess|__import__|urlopen)\b/;

/** Calls that pack files into an archive. */
const PACKS = /^(?:shutil\.make_archive|zipfile\.ZipFile\(\)\.write|tarfile\.open\(\)\.add)$/;

/** Takes the files out of an archive. */
const UNPACKS = /^(?:zipfile\.ZipFile|tarfile\.open)\(\)\.extract(?:all)?$/;

/** True for a name of which {@link noteSink} has something to record. */
export const isNoted = (name: string): boolean =>
  sinkKindOf(name) !== null ||
  downloadsTo(name) ||
  RUNS_READ.test(name) ||
  logsAway(name) ||
  isLogCall(name) ||
  TOLD.test(name) ||
  isSearched(name) ||
  REGISTRY.test(name) ||
  PACKS.test(name) ||
  takesPassword(name) ||
  changesFolder(name) ||
  changesClipboard(name) ||
  setsVariable(name) ||
  UNPACKS.test(name);

/** Records what a call does to the outside, as far as its callee is a sink. */
export function noteSink(machine: Machine, callee: RefValue, args: Arguments, at: Node): void {
  if (callee.name === 'pickle.loads') notePickle(machine, args, at);
  const kind =
    sinkKindOf(callee.name) ??
    (runsWhatItLoads(callee, args) ? 'code' : runsWhatItIsTold(callee) ? 'command' : null);
  if (kind === null) {
    if (changesFolder(callee.name)) changeFolder(machine, args);
    if (changesClipboard(callee.name)) notePutThere(machine, callee.name, args, at);
    if (setsVariable(callee.name)) noteVariables(machine, callee.name, args);
    if (isSearched(callee.name)) noteSearched(machine, callee.name, args, at);
    if (REGISTRY.test(callee.name)) noteRegistry(machine, args, at);
    if (PACKS.test(callee.name)) notePacked(machine, callee, args);
    if (takesPassword(callee.name)) notePassword(machine, callee, args, at);
    if (UNPACKS.test(callee.name)) noteUnpacked(machine, callee, args, at);
    if (logsAway(callee.name)) machine.logsTo = requestTargets(callee, args);
    if (isLogCall(callee.name)) noteLogged(machine, callee, args, at);
    if (downloadsTo(callee.name)) noteDownload(machine, args);
    return;
  }
  const values = [...args.positional, ...args.named.values()];
  const [first, second] = values;
  // A descriptor stands before what is written to it.
  const source = callee.name === 'os.write' ? second : first;
  // `getfqdn()` asks for the machine's own name.
  if (kind === 'dns' && source === undefined) return;
  let labels = sentLabels(machine, kind, callee, args, at);
  const layers = kind === 'network' || !source ? [] : layersOf(source);
  if (layers.length > 0) labels |= LABEL.decodedConst;
  if (kind === 'command' || kind === 'load') labels |= startedFile(machine, values);
  if (kind === 'file-write') noteWritten(machine, callee, args, labels);
  if (downloadsTo(callee.name)) noteDownload(machine, args);
  if (machine.muted > 0) return;
  const position = machine.positionOf(at);
  const targets =
    kind === 'network' || kind === 'dns'
      ? requestTargets(callee, args)
      : kind === 'load'
        ? pathTargets(args)
        : [];
  if (kind !== 'load') for (const { text } of targets) machine.recorder.addString(text, position.offset);
  if ((labels & LABEL.envAll) !== 0) machine.recorder.addEnv(null);
  machine.recorder.addFlow(
    {
      sink: kind,
      sinkName: callee.name,
      labels,
      live: machine.live,
      targets,
      keptBy: keeperOf(machine, callee.name, at),
      ...(kind === 'network' ? { signsIn: signInLabels(callee, args) } : {}),
      ...(machine.site === null ? {} : { away: true as const }),
    },
    position,
  );
  if (kind === 'code' || kind === 'command') noteLost(machine, kind, source);
  if (kind === 'code') noteCode(machine, callee.name, source, at);
  if (kind === 'command') noteCommand(machine, callee.name, args, at);
  if (kind === 'file-write') noteWrittenText(machine, source, at);
}

/** The name that has the answer of a call; empty for none, absent where something looks at it. */
function keeperOf(machine: Machine, name: string, at: Node): string | undefined {
  if (tellsAnother(name)) return undefined;
  return tellsNothing(name) ? '' : keptBy(machine, at);
}

/** What gives its answer to something that it is told. */
const tellsAnother = byName((name) => RETRIEVES.test(name) || CONNECTS.test(name));

/** What sends bytes and gives their number: who reads that has no answer. */
const tellsNothing = byName((name) =>
  /^(?:socket\.(?:socket|create_connection)|ssl\.[\w.()]+)\(\)\.send(?:to|all|msg|file)?$/.test(name),
);

/** Keys of the registry of Windows are put together as other texts are. */
const REGISTRY = /^_?winreg\.\w+$/;

function noteRegistry(machine: Machine, { positional }: Arguments, at: Node): void {
  if (machine.muted > 0) return;
  for (const value of positional)
    if (value.kind === 'str' && value.text.length < 1_000)
      machine.recorder.addString(value.text, machine.positionOf(at).offset);
}

/** Methods by which programs and shells are told what to do, where the object is one. */
const TOLD =
  /^(?:win32com\.client\.(?:Dispatch|DispatchEx|gencache\.EnsureDispatch)\(\)\.(?:Run|Exec|ShellExecute)|(?:comtypes\.client\.CreateObject)\(\)\.(?:Run|Exec|ShellExecute)|subprocess\.Popen\(\)\.(?:communicate|stdin\.write)|asyncio\.create_subprocess_\w+\(\)\.(?:communicate|stdin\.write))$/;
const IS_SHELL =
  /^(?:WScript\.Shell|Shell\.Application)$|(?:^|\/)(?:ba|da|z|k)?sh(?: -[is]*)?$|^(?:cmd|powershell|pwsh)(?:\.exe)?\b|(?:^|\/)python[\d.]*(?: -)?$/i;

/** True for the call of such a method of a shell or an interpreter. */
function runsWhatItIsTold({ name, targets }: RefValue): boolean {
  return TOLD.test(name) && (targets ?? []).some((text) => IS_SHELL.test(text.trim()));
}

/** What a pickle that the source spells calls when it is read. */
function notePickle(machine: Machine, { positional }: Arguments, at: Node): void {
  const source = positional[0];
  if (source?.kind !== 'bytes' || source.text.length > PICKLE_CHARS_MAX) return;
  unpickle(source.text, (callee, args) =>
    machine.callValue(outside(callee.name, machine), byPosition(args.map(pickled)), at, machine.module),
  );
}

/** A text as a pickle hands it to what it calls: whoever reads the source does not see it. */
function pickled(value: Value): Value {
  return value.kind === 'str' || value.kind === 'bytes'
    ? { ...value, layers: addLayer(value.layers, 'pickle') }
    : value;
}

/** Pickles that are followed, by length. */
const PICKLE_CHARS_MAX = 200_000;

function plainText(value: Value | undefined): string | null {
  if (value?.kind === 'str' && !value.partial) return value.text;
  return value?.kind === 'bytes' ? Buffer.from(value.text, 'latin1').toString('utf8') : null;
}

function noteCode(machine: Machine, name: string, source: Value | undefined, at: Node): void {
  const position = machine.positionOf(at);
  const known = plainText(source);
  const layers = source ? layersOf(source) : [];
  // A file that is run as a whole is looked at as code itself.
  const isWhole = known !== null && machine.wholes.size > 0 && machine.wholes.has(encodeText(known));
  const text = isWhole ? null : known;
  machine.recorder.addCodeSink({ name, live: machine.live, text, layers }, position);
  if (text !== null && layers.length > 0) machine.recorder.addDecoded(text, layers, position, true);
}

/** Program text that is dropped into a file is a layer of its own: it runs elsewhere, under another name. */
function noteWrittenText(machine: Machine, source: Value | undefined, at: Node): void {
  if (noteHeldModules(machine, source, at)) return;
  const text = plainText(source);
  if (text === null || text.length < 24 || !LOOKS_LIKE_PYTHON.test(text.slice(0, 100_000))) return;
  machine.recorder.addDecoded(text, [...(source?.layers ?? []), 'written'], machine.positionOf(at), true);
}

/** `python -c '…'`: code of its own, that runs as a program. */
function noteInlineCode(machine: Machine, actions: readonly ShellAction[], at: Node): void {
  for (const action of actions)
    if (action.kind === 'inline-code' && action.language === 'python')
      machine.recorder.addDecoded(action.code, ['python -c'], machine.positionOf(at), true);
}

/** Output that nobody shall see. */
function isMuted({ named }: Arguments): boolean {
  const stdout = named.get('stdout');
  return (stdout?.kind === 'ref' && stdout.name === 'subprocess.DEVNULL') || named.has('creationflags');
}

/** A process that goes on when the one that started it ends. */
function isDetached({ named }: Arguments): boolean {
  if (named.get('start_new_session')?.kind === 'true') return true;
  return ['creationflags', 'preexec_fn'].some((name) => {
    const value = named.get(name);
    return value?.kind === 'ref' && DETACHES.test(value.name);
  });
}

/** Flags and functions by which a child leaves its parent's group. */
const DETACHES = /^(?:subprocess\.(?:DETACHED_PROCESS|CREATE_NEW_PROCESS_GROUP)|os\.(?:setsid|setpgrp))$/;

/** Calls of which each argument is a word, and not the first one a line. */
const TAKES_WORDS =
  /^os\.(?:exec|spawn|posix_spawn)|^asyncio\.(?!.*_shell)|^ctypes\.(?!.*\.(?:_?w?system|_?w?popen|WinExec)$)|^win32(?!com)|^sh\./;

function noteCommand(machine: Machine, name: string, args: Arguments, at: Node): void {
  const position = machine.positionOf(at);
  const first =
    args.positional[0] ??
    ['args', 'cmd', 'CommandLine', 'input', 'command'].map((key) => args.named.get(key)).find(Boolean);
  const { live } = machine;
  const how = { detached: isDetached(args), muted: isMuted(args), ...folderOf(machine, args) };
  if (!first) return;
  const many = TAKES_WORDS.test(name) ? args.positional : null;
  const [only, second] = first.kind === 'list' ? first.items : [];
  // `Popen(['cd x && curl …'], shell=True)`: the only word is the line that the shell gets.
  const asLine = only?.kind === 'str' && !second && args.named.get('shell')?.kind === 'true' ? only : null;
  if ((first.kind === 'list' && asLine === null) || many) {
    const words = wordsOf(name, first.kind === 'list' ? first.items : (many ?? []));
    const given = words.slice(0, 200).map(wordOf);
    if (given.every((word) => word === UNKNOWN_WORD)) return;
    const argv = [...given, ...sourceOptions(machine, args, given.join(' '), false)];
    noteInlineCode(machine, argvActions(argv, 0), at);
    noteCloned(machine, argv);
    machine.recorder.addCommand({ name, live, line: null, argv, layers: layersOf(first), ...how }, position);
    return;
  }
  const written = asLine?.text ?? (first.kind === 'str' ? first.text : plainText(first));
  if (written === null || written === UNKNOWN_WORD) return;
  // The shell of Windows takes quotes around the whole line away.
  const plain = written.replace(/^\s*"([^"]+\s[^"]+)"\s*$/, '$1');
  const line = [plain, ...sourceOptions(machine, args, plain, true)].join(' ');
  if (/\s-c\b/.test(line)) noteInlineCode(machine, shellActions(line.slice(0, 20_000)).actions, at);
  machine.recorder.addCommand({ name, live, line, argv: null, layers: first.layers, ...how }, position);
}

function requestTargets(callee: RefValue, { positional, named }: Arguments): RequestTarget[] {
  const found: RequestTarget[] = (callee.targets ?? []).map(targetOf);
  const values = [
    ...positional.slice(0, 3),
    ...['url', 'host', 'address', 'webhook_url'].flatMap((name) => named.get(name) ?? []),
  ];
  for (const value of values) {
    const text =
      value.kind === 'str'
        ? value.text
        : value.kind === 'list' && value.items[0]?.kind === 'str'
          ? value.items[0].text
          : value.kind === 'ref'
            ? (value.targets?.[0] ?? null)
            : null;
    if (text !== null && text.length > 2 && text !== UNKNOWN_WORD) found.push(targetOf(text));
  }
  return found.slice(0, 6);
}

/** Paths of what is loaded as code. */
function pathTargets({ positional, named }: Arguments): RequestTarget[] {
  const given = [...positional.slice(0, 2), ...['location', 'path'].flatMap((name) => named.get(name) ?? [])];
  return given
    .map((value) => displayOf(value).text)
    .filter((text) => text.length < 1_000 && text.includes('.'))
    .map((text) => ({ text: pathOf(text), kind: 'host' as const }));
}

function targetOf(text: string): RequestTarget {
  return { text: text.slice(0, 2048), kind: /:\/\//.test(text) ? 'address' : 'host' };
}

function remember(machine: Machine, path: string, labels: number): void {
  if (path === '' || path === UNKNOWN_WORD) return;
  if (machine.written.size < WRITTEN_MAX || machine.written.has(path))
    machine.written.set(path, (machine.written.get(path) ?? 0) | labels);
}

function noteWritten(machine: Machine, callee: RefValue, args: Arguments, labels: number): void {
  const path = callee.name === 'os.write' ? openedPath(args.positional[0]) : callee.targets?.[0];
  if (path !== undefined && path !== null) remember(machine, path, labels);
  const to = args.positional[1];
  const from = args.positional[0];
  const stolen = from && isCredentialPath(displayOf(from).text) ? LABEL.credential : 0;
  const opened = callee.name === 'shutil.copyfileobj' && to?.kind === 'ref' ? to.targets?.[0] : undefined;
  if (opened !== undefined) remember(machine, opened, labels);
  else if (callee.name.startsWith('shutil.') && to) remember(machine, displayOf(to).text, labels | stolen);
}

/** A folder that an archive is unpacked into: it holds what the archive held. */
function noteUnpacked(machine: Machine, callee: RefValue, { positional, named }: Arguments, at: Node): void {
  const folder = named.get('path') ?? positional[callee.name.endsWith('all') ? 0 : 1];
  const held = callee.bound?.self.kind === 'list' ? callee.bound.self.items[0] : undefined;
  const decoded = held && layersOf(held).length > 0 ? LABEL.decodedConst : 0;
  if (folder) remember(machine, displayOf(folder).text, callee.labels | decoded);
  if (machine.muted === 0) noteHeldModules(machine, held, at);
}

/** An archive that files are put into, or that is made of a folder: it holds what they hold. */
function notePacked(machine: Machine, { name, targets }: RefValue, { positional, named }: Arguments): void {
  if (name === 'shutil.make_archive') {
    const [base, format] = positional;
    const from = displayOf(named.get('root_dir') ?? positional[2] ?? none()).text;
    const labels = LABEL.harvest | (isCredentialPath(from) ? LABEL.credential : 0);
    if (base !== undefined) remember(machine, archiveName(base, format), labels);
    return;
  }
  const archive = targets?.[0];
  const [file] = positional;
  if (archive === undefined || !file) return;
  const held = (labelsOf(file) & LABEL.listing) === 0 ? 0 : LABEL.harvest;
  const stolen = isCredentialPath(displayOf(file).text) ? LABEL.credential : 0;
  if ((held | stolen) !== 0) remember(machine, archive, held | stolen);
}

/** A folder that git fills from an address which the source spells, and that it does so by itself. */
function noteCloned(machine: Machine, argv: readonly string[]): void {
  const folder = machine.live ? clonedInto(argv) : null;
  if (folder !== null) remember(machine, folder, LABEL.network);
}

function noteDownload(machine: Machine, args: Arguments): void {
  const path = args.positional[1] ?? args.named.get('filename') ?? args.named.get('out');
  if (path) remember(machine, displayOf(path).text, LABEL.network);
}

/** What was written under a path, as far as the source says. */
export function writtenUnder(machine: Machine, path: string): number {
  return machine.written.get(path) ?? 0;
}

/** What is told of a started file's content. */
export const STARTED = LABEL.network | LABEL.decodedConst | LABEL.decoded | LABEL.file;

/** The words of a command that fills a folder which it is given, and starts nothing there. */
const FILLS_FOLDER = /^(?:\S*\/)?(?:uv venv|virtualenv|python[\d.]* -m (?:venv|virtualenv))(?:\s|$)/;

/** Labels of files that a command's words name. */
export function startedFile(machine: Machine, values: readonly Value[]): number {
  const words = givenWords(values);
  // A line for a shell can go on behind it.
  const argv = values[0]?.kind === 'list' ? words.slice(0, 3).map((word) => textOf(word) ?? '') : [];
  if (FILLS_FOLDER.test(argv.join(' '))) return 0;
  let labels = 0;
  for (const word of words) {
    if (word.kind !== 'str' && word.kind !== 'ref') continue;
    const text = word.kind === 'str' ? word.text : (word.targets?.[0] ?? '');
    for (const [path, held] of machine.written)
      if (path.length > 3 && text.includes(path)) labels |= LABEL.dropped | (held & STARTED);
  }
  return labels;
}
