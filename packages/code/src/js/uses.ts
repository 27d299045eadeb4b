import type { CallExpression, NewExpression } from 'acorn';
import { byName } from '../by-name.ts';
import { FILE_MOVE } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { memberValue } from './held.ts';
import { impliedAssigns } from './implied-writes.ts';
import { createSetsInstallScript } from './install-scripts.ts';
import { keyName } from './keys.ts';
import { givenArguments, joinName } from './names.ts';
import type { Node } from './parse.ts';
import { partialTexts, pathTexts } from './path-text.ts';
import { type Bindings, bindingOf, type Scope, type Site } from './scope.ts';
import { valuesOf } from './values.ts';

/** Where a source calls an API: at load time if it ever does so then. */
export interface ApiUse {
  readonly offset: number;
  readonly live: boolean;
}

/** What a call does to a file or folder; `unlock`: an encrypted archive is read with a password that is a constant. */
export type FileOperation =
  | 'read'
  | 'list'
  | 'write'
  | 'append'
  | 'copy'
  | 'link'
  | 'mode'
  | 'delete'
  | 'unlock';

/** A call that touches the file system, with what is known of the path; see `pathTexts` for how it is written. */
export interface FileAction {
  readonly name: string;
  readonly operation: FileOperation;
  readonly paths: readonly string[];
  /** What is written or appended, as far as it is known. Of JavaScript only; absent where nothing of it is. */
  readonly texts?: readonly string[];
  readonly offset: number;
  readonly endOffset: number;
  readonly live: boolean;
  /** What is written names a script that installing a package runs, as its manifest does. Of JavaScript only. */
  readonly setsInstallScript?: true;
}

/** A function of the runtime, of the browser or of another module that the source replaces. */
export interface Patch {
  readonly name: string;
  readonly offset: number;
  readonly endOffset: number;
  readonly live: boolean;
}

/** A call of something that another file of the package exports. */
export interface LocalUse {
  /** Specifier and member: `./lib/agent`, `./lib/agent.start`. */
  readonly name: string;
  readonly offset: number;
  readonly live: boolean;
}

/** An address from which the source lets a page load a script. */
export interface ScriptSource {
  readonly text: string;
  readonly offset: number;
  readonly live: boolean;
}

export interface Uses {
  readonly localUses: readonly LocalUse[];
  readonly scriptSources: readonly ScriptSource[];
  /** Canonical names of what is called, at most 2,000. */
  readonly apis: ReadonlyMap<string, ApiUse>;
  readonly fileActions: readonly FileAction[];
  readonly patches: readonly Patch[];
}

const APIS_MAX = 2_000;
const ACTIONS_MAX = 2_000;
/** Where functions of other files are called; what runs at load counts once a name. */
const LOCAL_USES_MAX = 20_000;

const OPERATIONS: readonly (readonly [RegExp, FileOperation, number])[] = [
  [
    /^fs\.(?:readFile|readFileSync|createReadStream|open|openSync|readJson|readJsonSync|readJSON|readJSONSync)$|^Bun\.file$/,
    'read',
    0,
  ],
  [
    /^fs\.(?:readdir|readdirSync|opendir|opendirSync|glob|globSync)$|^(?:glob|fast-glob|globby|tinyglobby|tiny-glob)(?:\.(?:glob|globSync|globby|globbySync|sync|async))?$/,
    'list',
    0,
  ],
  [
    /^fs\.(?:writeFile|writeFileSync|createWriteStream|outputFile|outputFileSync|outputJson|outputJsonSync|writeJson|writeJsonSync|writeJSON|writeJSONSync)$|^Bun\.write$|^write-file-atomic$/,
    'write',
    0,
  ],
  [/^fs\.(?:appendFile|appendFileSync)$/, 'append', 0],
  [FILE_MOVE, 'copy', 1],
  [/^fs\.(?:symlink|symlinkSync|link|linkSync)$/, 'link', 1],
  [/^fs\.(?:chmod|chmodSync)$/, 'mode', 0],
  [
    /^fs\.(?:rm|rmSync|rmdir|rmdirSync|unlink|unlinkSync|remove|removeSync|emptyDir|emptyDirSync|truncate|truncateSync)$|^(?:rimraf|del)(?:\.sync)?$/,
    'delete',
    0,
  ],
];

/** Members that programs have no everyday reason to replace: how requests leave, modules are loaded, secrets are asked for or used. */
const PATCHED =
  /^(?:fetch|XMLHttpRequest(?:\.prototype\.(?:open|send|setRequestHeader))?|WebSocket(?:\.prototype\.send)?|navigator\.(?:sendBeacon|clipboard(?:\.\w+)?)|(?:ethereum|solana|tronWeb|web3|phantom|unisat|keplr)\b.{0,80}|https?\.(?:request|get)|(?:module|module\.prototype|module\.Module(?:\.prototype)?)\.(?:_load|_compile|_resolveFilename|require|_extensions.{0,12})|crypto\.(?:pbkdf2|scrypt|createCipheriv|createDecipheriv|createHmac|sign)(?:Sync)?|readline\.(?:Interface\.prototype|promises\.Interface\.prototype)\.question|readline\/promises\.Interface\.prototype\.question|(?:bcrypt|bcryptjs|argon2)\.(?:hash|compare|verify)(?:Sync)?|HTMLFormElement\.prototype\.submit|document\.(?:cookie|createElement)|EventTarget\.prototype\.addEventListener)$/;

/** Collects what a source calls, what it does to files, and which functions of others it replaces. */
export function collectUses(bindings: Bindings, calls: readonly NamedCall[], ev: Evaluator): Uses {
  const apis = new Map<string, ApiUse>();
  const fileActions: FileAction[] = [];
  const patches: Patch[] = [];
  const localUses: LocalUse[] = [];
  const atLoad = new Set<string>();
  const scriptSources: ScriptSource[] = [];
  const setsInstallScript = createSetsInstallScript(bindings, ev);
  for (const { node, scope, name } of calls) {
    const live = scope.fn.live;
    if (name.startsWith('.')) {
      const isNew = !live || !atLoad.has(name);
      if (live) atLoad.add(name);
      if (isNew && localUses.length < LOCAL_USES_MAX) localUses.push({ name, offset: node.start, live });
      continue;
    }
    const known = apis.get(name);
    if (known ? live && !known.live : apis.size < APIS_MAX) apis.set(name, { offset: node.start, live });
    const action = openedTo(ev, node, scope, name) ?? operationOf(name);
    if (action !== null && fileActions.length < ACTIONS_MAX) {
      const written =
        action[1] === 'write' && !OPENS.test(name) ? (node.arguments[1] as Node | undefined) : undefined;
      const sets = written && setsInstallScript(written, scope) ? { setsInstallScript: true as const } : {};
      fileActions.push({ ...fileActionOf(ev, node, scope, name, action), ...sets });
    }
    // A value that is written out is one of the assignments below.
    if (name === 'Object.defineProperty' && impliedAssigns(node).length === 0)
      patches.push(...definedPatch(ev, node, scope));
  }
  for (const { target, value, scope, offset } of bindings.assigns) {
    const name = ev.nameOf(target, scope);
    if (name === 'document.createElement().src') {
      const text = partialTexts(ev, value, scope)[0];
      if (text !== undefined) scriptSources.push({ text, offset, live: scope.fn.live });
    }
    for (const replaced of name === null ? givenNames(ev, target, scope) : [name]) {
      if (PATCHED.test(replaced))
        patches.push({ name: replaced, offset, endOffset: value.end, live: scope.fn.live });
    }
  }
  return { apis, fileActions, patches, localUses, scriptSources };
}

/** Names of a member of a parameter, by what the file's own calls give: `wrap(window.ethereum)`, `wrap(window, 'fetch')`. */
function givenNames(ev: Evaluator, target: Node, scope: Scope): string[] {
  if (target.type !== 'MemberExpression' || target.object.type !== 'Identifier') return [];
  const member = keyName(target.property, target.computed);
  const objects = givenSites(ev, target.object, scope);
  const keys = member === null ? givenSites(ev, target.property, scope) : [];
  return objects.flatMap((given, index) => {
    const base =
      ev.nameOf(given.node, given.scope) ??
      (member !== null && OF_WALLETS.test(member) ? nameBehind(ev, given) : null);
    // The calls that give the one give the other.
    const key = keys.length === objects.length ? keys[index] : undefined;
    const name = member ?? (key ? ev.fold(key.node, key.scope)?.value : undefined);
    return base === null || typeof name !== 'string' ? [] : [joinName(base, name)];
  });
}

/** Methods of wallets that others replace: most members are none, and what stands behind a name takes a look. */
const OF_WALLETS = /^(?:request|send(?:Async)?|enable|sign[A-Z]\w{0,40}|signAndSend\w{0,40})$/;

/** The API that an expression leads to: what a promise comes to, or what a function returns. */
function nameBehind(ev: Evaluator, { node, scope }: Site): string | null {
  if (isAnnounced(node)) return 'ethereum';
  for (const value of valuesOf(ev, node, scope)) {
    const name = ev.nameOf(value.node, value.scope);
    if (name !== null) return name;
  }
  return null;
}

/** `event.detail.provider`: the wallet that a page is told of by an event (EIP-6963). */
function isAnnounced(node: Node): boolean {
  if (node.type !== 'MemberExpression' || keyName(node.property, node.computed) !== 'provider') return false;
  const { object } = node;
  return object.type === 'MemberExpression' && keyName(object.property, object.computed) === 'detail';
}

function givenSites(ev: Evaluator, node: Node, scope: Scope): readonly Site[] {
  const binding = node.type === 'Identifier' ? bindingOf(node, scope) : null;
  return binding?.isParam && binding.writes.length === 0 ? ev.givenTo(binding) : [];
}

/** What a call of a canonical name does to a file, and which argument is its path; null for other calls. */
const operationOf = byName((name) => OPERATIONS.find(([pattern]) => pattern.test(name)) ?? null);

/** `fs.open(path, 'a')`: what is done to a file that is opened for more than to be read; null for other calls. */
function openedTo(
  ev: Evaluator,
  { arguments: [, flags] }: CallExpression | NewExpression,
  scope: Scope,
  name: string,
): (typeof OPERATIONS)[number] | null {
  if (!OPENS.test(name) || !flags || flags.type === 'SpreadElement') return null;
  const text = textOf(ev.fold(flags, scope));
  if (text === null || !/^[aw]|\+/.test(text)) return null;
  return [OPENS, text.startsWith('a') ? 'append' : 'write', 0];
}

const OPENS = /^fs\.open(?:Sync)?$/;

function fileActionOf(
  ev: Evaluator,
  node: CallExpression | NewExpression,
  scope: Scope,
  name: string,
  [, operation, index]: (typeof OPERATIONS)[number],
): FileAction {
  const argument = givenArguments(ev, node, scope)[index];
  const spelled = argument ? pathTexts(ev, argument, scope) : [];
  const paths = operation === 'list' ? below(folderGiven(ev, node, scope), spelled) : spelled;
  const isWritten = (operation === 'write' || operation === 'append') && !OPENS.test(name);
  const content = isWritten ? node.arguments[1] : undefined;
  const texts = content ? partialTexts(ev, content, scope) : [];
  const written = texts.length > 0 ? { texts } : {};
  return { name, operation, paths, ...written, offset: node.start, endOffset: node.end, live: scope.fn.live };
}

/** The folders below which a pattern looks: `glob('*', { cwd })`. */
function folderGiven(
  ev: Evaluator,
  { arguments: given }: CallExpression | NewExpression,
  scope: Scope,
): string[] {
  const [, options] = given;
  const folder = options?.type === 'ObjectExpression' ? memberValue(options, 'cwd') : undefined;
  return folder ? pathTexts(ev, folder, scope) : [];
}

function below([folder]: readonly string[], patterns: readonly string[]): readonly string[] {
  if (folder === undefined) return patterns;
  return patterns.map((pattern) => (/^[/~]/.test(pattern) ? pattern : `${folder}/${pattern}`));
}

/** `Object.defineProperty(window, 'fetch', …)`. */
function definedPatch(ev: Evaluator, node: CallExpression | NewExpression, scope: Scope): Patch[] {
  const [object, key] = node.arguments as Node[];
  const base = object && ev.nameOf(object, scope);
  const member = key && ev.fold(key, scope)?.value;
  if (!base || typeof member !== 'string') return [];
  const name = base === 'globalThis' ? member : `${base}.${member}`;
  return PATCHED.test(name) ? [{ name, offset: node.start, endOffset: node.end, live: scope.fn.live }] : [];
}
