import { byName } from '../by-name.ts';
import { isCredentialPath, LABEL } from '../js/labels.ts';
import { isOpaque, sinkKindOf, sourceLabelOf } from './api.ts';
import { parentOf } from './attributes.ts';
import { MODEL_ANSWER } from './clients.ts';
import { fetchedBy } from './fetched.ts';
import { labelsOfArguments } from './functions.ts';
import { isModelled } from './library.ts';
import { type Machine } from './machine.ts';
import { type Arguments } from './methods.ts';
import { joinedPath } from './paths.ts';
import { answerOfPerson, asksPerson } from './prompts.ts';
import { answerLabels, toldLabels } from './sent.ts';
import { openShipped, readShipped } from './shipped.ts';
import { writtenUnder } from './sinks.ts';
import { type Node } from './tree.ts';
import { displayOf, layersOf, ref, unknown, type Value } from './value.ts';
import { withoutVisitor } from './visitors.ts';

/** Functions that sign, hash or derive from a key; what they give may be sent. */
const SIGNS =
  /sign|hash|sha\d|hmac|^(?:jwt|jose\.jwt|jose\.jws|jwcrypto\.jwt|authlib\.jose)\.|encrypt|derive|verify|from_key|from_mnemonic|from_bytes|account|keypair|public|address|checksum|wallet|load_pem|serialization/i;

const isReading = byName((name) =>
  /^(?:(?:open\(\)|pathlib\.Path\(\))\.(?:read\w*|open)|PIL\.Image\.open|wave\.open|cv2\.imread|imageio(?:\.v\d)?\.imread|soundfile\.read|scipy\.io\.wavfile\.read|pkgutil\.get_data|importlib\.resources\.(?:read|open)_(?:text|binary)|pkg_resources\.resource_(?:string|stream))$/.test(
    name,
  ),
);
/** Libraries of pictures and sounds, which are given the path. */
const isMedia = byName((name) => /^(?:PIL|wave|cv2|imageio|soundfile|scipy)\./.test(name));
const isPathMethod = byName((name) =>
  /^pathlib\.Path\(\)\.(?:resolve|absolute|expanduser|joinpath|with_name|with_suffix)$/.test(name),
);

/** The path that a method of a path gives, or that the files of a package begin with; null for other calls. */
function ownPaths(
  { name, targets = ['$UNKNOWN'] }: Extract<Value, { kind: 'ref' }>,
  { positional }: Arguments,
): string[] | null {
  if (name === 'importlib.resources.files') return ['$UNKNOWN'];
  if (!isPathMethod(name)) return null;
  const pieces = positional.map((value) => displayOf(value).text);
  return targets.map((path) => pathBy(name, path, pieces));
}

/** The path that a method makes of one and of the pieces that it is given. */
function pathBy(name: string, path: string, pieces: readonly string[]): string {
  if (name.endsWith('.joinpath')) return [path, ...pieces].join('/');
  if (name.endsWith('.with_suffix')) return path.replace(/(?:\.[^./]*)?$/, pieces[0] ?? '');
  return name.endsWith('.with_name') ? [parentOf(path, 1), ...pieces].join('/') : path;
}

/** Functions that give the names of files in a folder. */
const isListing = byName((name) => /^(?:os\.(?:listdir|walk|scandir)|glob\.i?glob)$/.test(name));
/** Calls whose answer tells of the path that they are given. */
const isAboutPath = byName(
  (name) =>
    isListing(name) ||
    /^(?:sqlite3\.connect|shutil\.copy\w*|zipfile\.ZipFile|tarfile\.open|os\.path\.\w+)$/.test(name),
);
const isGlob = byName((name) => /^pathlib\.Path\(\)\.(?:r?glob|iterdir)$/.test(name));
/** Calls whose answer has to do with a file or a folder. */
const isAboutFiles = byName((name) => isReading(name) || isAboutPath(name) || isGlob(name));
/** What is told of a file of its own that the source filled before. */
const GATHERED = LABEL.credential | LABEL.harvest | LABEL.envAll | LABEL.clipboard;

/** True for a name of which {@link resultOf} tells more than that it was called. */
export const hasOwnResult = (name: string): boolean =>
  sourceLabelOf(name) !== 0 ||
  MODEL_ANSWER.test(name) ||
  sinkKindOf(name) === 'command' ||
  isOpaque(name) ||
  asksPerson(name) ||
  /^(?:open|pathlib\.Path|tempfile\..*|importlib\.resources\.files|socket\.socket)$/s.test(name) ||
  isPathMethod(name) ||
  isAboutFiles(name) ||
  isModelled(name);

const calledName = byName((name) => `${name}()`);

/** A signature or an address tells nothing of the key. */
function withoutSignedKey(name: string, labels: number): number {
  return (labels & LABEL.keyMaterial) !== 0 && SIGNS.test(name) ? labels & ~LABEL.keyMaterial : labels;
}

/** The same as {@link resultOf} for a name without a result of its own. */
export function plainResult(
  machine: Machine,
  callee: Extract<Value, { kind: 'ref' }>,
  args: Arguments,
): Value {
  const carried = withoutSignedKey(
    callee.name,
    withoutVisitor(callee.name, answerLabels(machine, args, callee.name)) | callee.labels,
  );
  return ref(calledName(callee.name), carried, callee.targets ?? targetsOf(args));
}

/** The path that `open`, `Path` or something temporary is about. */
function openedPathOf(name: string, { positional, named }: Arguments): string {
  if (name.startsWith('tempfile.')) return '$TEMP';
  if (name === 'pathlib.Path' && positional.length > 1) return joinedPath(positional);
  return displayOf(positional[0] ?? named.get('file') ?? unknown()).text;
}

/** What an outside call gives: a longer name, with what it carries on. */
export function resultOf(
  machine: Machine,
  callee: Extract<Value, { kind: 'ref' }>,
  args: Arguments,
  at: Node,
): Value {
  const { name } = callee;
  const source = sourceLabelOf(name) | (machine.live && MODEL_ANSWER.test(name) ? LABEL.network : 0);
  if (source !== 0) {
    if (machine.muted === 0) machine.recorder.addOrigin(source, name, machine.positionOf(at).offset);
    const targets = targetsOf(args);
    const keys = targets.some((text) => MACHINE_KEYS.test(text)) ? LABEL.credential : 0;
    if (keys !== 0 && machine.muted === 0)
      machine.recorder.addOrigin(keys, name, machine.positionOf(at).offset);
    return ref(calledName(name), source | keys, targets);
  }
  if (asksPerson(name)) return ref(calledName(name), answerOfPerson(name, args));
  if (sinkKindOf(name) === 'command') {
    const line = lineOf(args);
    const { label: fetched, places } = fetchedBy(line);
    const label = outputLabel(line) | fetched;
    if (machine.muted === 0) for (const place of places) machine.asked.add(place);
    if (label !== 0 && machine.muted === 0)
      machine.recorder.addOrigin(label, name, machine.positionOf(at).offset);
    return ref(calledName(name), label | toldLabels(args), programOf(args));
  }
  const given = isOpaque(name) ? 0 : withoutVisitor(name, labelsOfArguments(args)) | callee.labels;
  const carried = withoutSignedKey(name, given);
  if (name === 'open' || name === 'pathlib.Path' || name.startsWith('tempfile.')) {
    const path = openedPathOf(name, args);
    // The path of a listed file is its name until somebody reads it.
    const isOpened = name !== 'pathlib.Path';
    const harvest = isOpened && carried & LABEL.listing ? LABEL.harvest : 0;
    if (harvest !== 0 && machine.muted === 0)
      machine.recorder.addOrigin(harvest, name, machine.positionOf(at).offset);
    const labels = fileLabels(machine, path, at) | harvest | (writtenUnder(machine, path) & GATHERED);
    const all = (carried & ~(LABEL.envNamed | (isOpened ? LABEL.listing : 0))) | labels;
    const shipped = name === 'open' ? openShipped(machine, path, all, args) : null;
    return shipped ?? ref(calledName(name), all, [path]);
  }
  const own = ownPaths(callee, args);
  if (own !== null) return ref('pathlib.Path()', given, own);
  const isAbout = isAboutFiles(name);
  if (isAbout && isReading(name)) {
    const path = callee.targets?.[0] ?? displayOf(args.positional[isMedia(name) ? 0 : 1] ?? unknown()).text;
    const paths = callee.targets && callee.targets.length > 1 ? callee.targets : [path];
    const labels = paths.reduce(
      (all, one) => all | fileLabels(machine, one, at) | writtenUnder(machine, one),
      0,
    );
    const harvest = (callee.labels & LABEL.listing) === 0 ? 0 : LABEL.harvest;
    if (machine.muted === 0)
      machine.recorder.addOrigin(LABEL.file | harvest, name, machine.positionOf(at).offset);
    const all = carried | labels | LABEL.file | harvest;
    return readShipped(machine, name, path, all, args) ?? ref(calledName(name), all, callee.targets);
  }
  if (isAbout && isAboutPath(name)) {
    const path = displayOf(args.positional[0] ?? unknown()).text;
    const listing = isListing(name) ? LABEL.listing : 0;
    const held = writtenUnder(machine, path) & GATHERED;
    const packed = /^(?:zip|tar)file\./.test(name) ? LABEL.file : 0;
    return ref(calledName(name), carried | packed | listing | held | fileLabels(machine, path, at), [path]);
  }
  if (isAbout && isGlob(name)) {
    const piece = displayOf(args.positional[0] ?? unknown()).text;
    const paths = (callee.targets ?? ['']).map((folder) => `${folder}/${piece}`);
    const labels = paths.reduce((all, path) => all | fileLabels(machine, path, at), carried);
    return ref(calledName(name), labels | LABEL.listing, paths);
  }
  // A socket of the file system reaches no other machine.
  const family = args.positional[0] ?? args.named.get('family');
  if (name === 'socket.socket' && family?.kind === 'ref' && family.name === 'socket.AF_UNIX')
    return ref('socket.unix()', carried);
  // A module's own lookup of names and a conversion keep the layers: the text is still the hidden one.
  const result = ref(calledName(name), carried, callee.targets ?? targetsOf(args));
  return isModelled(name)
    ? { ...unknown(carried), layers: args.positional[0] ? layersOf(args.positional[0]) : [] }
    : result;
}

/** Arguments that say whom a call is about. */
const ADDRESSED = ['url', 'host', 'server'] as const;

function targetsOf({ positional, named }: Arguments): string[] {
  const found: string[] = [];
  addTarget(found, positional[0]);
  addTarget(found, positional[1]);
  if (named.size > 0) for (const name of ADDRESSED) addTarget(found, named.get(name));
  return found;
}

/** Programs that print what they keep secret: tokens of cloud tools, passwords of networks and key chains. */
const TELLS_SECRET =
  /\bgcloud\b.*\bprint-(?:access|identity)-token\b|\bgh\s+auth\s+token\b|\baz\b.*\bget-access-token\b|\baws\s+configure\s+(?:get|export-credentials)\b|\bnetsh\s+wlan\b.*\bkey=clear\b|\bsecurity\s+(?:find-(?:generic|internet)-password|dump-keychain)\b|\bsecret-tool\s+lookup\b|\bkubectl\s+config\s+view\b.*--raw\b|\bgit\s+credential(?:-\w+)?\s+(?:fill|get)\b|\bop\s+(?:item|document)\s+get\b|\bop\s+read\b|\bbw\s+(?:get|export)\b|\b(?:lpass|pass)\s+show\b|\bvault\s+(?:kv\s+get|read)\b|\bdocker-credential-\w+\s+get\b|\baws\s+secretsmanager\s+get-secret-value\b/i;
/** Where a cloud hands out the keys of a machine. */
const MACHINE_KEYS = /^(?:https?:\/\/)?169\.254\.(?:169\.254\/.*\biam\/security-credentials|170\.2\/)/i;

function addTarget(found: string[], value: Value | undefined): void {
  const first = value?.kind === 'list' ? value.items[0] : value;
  if (first?.kind !== 'str' || (first === value && first.text.length <= 2)) return;
  found.push(first.text.slice(0, 2048));
}

/** The words of a command as one text. */
function lineOf({ positional, named }: Arguments): string {
  const first = positional[0] ?? named.get('args');
  const words =
    first?.kind === 'list'
      ? first.items.map((word) => displayOf(word).text).join(' ')
      : displayOf(first ?? unknown()).text;
  return words.slice(0, 2000);
}

/** What the output of a command tells, by the command's words. */
function outputLabel(line: string): number {
  let label = 0;
  if (
    /(?:^|[|;&\s/])(?:whoami|hostname|uname|ifconfig|ipconfig|systeminfo|getmac|id|w|who|arp|netstat|lscpu|wmic)\b/.test(
      line,
    )
  )
    label |= LABEL.host;
  if (/(?:^|[|;&\s/])(?:env|printenv|set)(?:$|\s*[|;&])/.test(line)) label |= LABEL.envAll;
  if (/\b(?:cat|type|more|head|tail|cp|tar|zip)\b/.test(line) && line.split(/[\s"']+/).some(isCredentialPath))
    label |= LABEL.credential;
  if (TELLS_SECRET.test(line)) label |= LABEL.credential;
  return label;
}

/** The words of a command whose input goes on, as one text. */
function programOf({ positional, named }: Arguments): string[] {
  const first = positional[0] ?? named.get('args');
  const words = first?.kind === 'list' ? first.items.slice(0, 4) : first ? [first] : [];
  return [
    words
      .map((word) => displayOf(word).text)
      .join(' ')
      .slice(0, 200),
  ];
}

/** What a file's path says of its content. */
function fileLabels(machine: Machine, path: string, at: Node): number {
  if (!isCredentialPath(path)) return 0;
  if (machine.muted === 0)
    machine.recorder.addOrigin(LABEL.credential, path.slice(0, 120), machine.positionOf(at).offset);
  return LABEL.credential;
}
