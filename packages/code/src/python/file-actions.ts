import { anyOf, byName } from '../by-name.ts';
import type { FileOperation } from '../js/uses.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { openedPath } from './paths.ts';
import type { Node } from './tree.ts';
import { displayOf, none, type RefValue, type Value } from './value.ts';

/**
 * What calls do to files, by canonical name, with the argument that says which; `self` for the opened path's own,
 * `descriptor` for a first argument that stands for an open file.
 */
const OPERATIONS: readonly (readonly [RegExp, FileOperation, number | 'self' | 'descriptor'])[] = [
  [/^(?:open\(\)\.(?:write|writelines))$/, 'write', 'self'],
  [/^os\.write$/, 'write', 'descriptor'],
  [/^pathlib\.Path(?:\.\w+)?\(\)\.(?:write_text|write_bytes|touch)$/, 'write', 'self'],
  [/^pathlib\.Path(?:\.\w+)?\(\)\.(?:read_text|read_bytes)$/, 'read', 'self'],
  [
    /^(?:pkgutil\.get_data|importlib\.resources\.(?:read|open)_(?:text|binary)|pkg_resources\.resource_(?:string|stream))$/,
    'read',
    1,
  ],
  [/^configparser\.ConfigParser\(\)\.read$/, 'read', 0],
  [
    /^(?:PIL\.Image\.open|wave\.open|cv2\.imread|imageio(?:\.v\d)?\.imread|soundfile\.read|scipy\.io\.wavfile\.read)$/,
    'read',
    0,
  ],
  [/^pathlib\.Path(?:\.\w+)?\(\)\.(?:unlink|rmdir)$/, 'delete', 'self'],
  [/^pathlib\.Path(?:\.\w+)?\(\)\.(?:iterdir|r?glob)$/, 'list', 'self'],
  [/^pathlib\.Path(?:\.\w+)?\(\)\.chmod$/, 'mode', 'self'],
  [/^(?:urllib\.request\.(?:\w+\(\)\.)?(?:urlretrieve|retrieve)|wget\.download)$/, 'write', 1],
  [/^shutil\.(?:copy|copyfile|copy2|copytree|move)$|^os\.(?:rename|renames|replace)$/, 'copy', 1],
  [/^os\.(?:link|symlink)$/, 'link', 1],
  [/^(?:os\.(?:remove|unlink|rmdir|removedirs)|shutil\.rmtree)$/, 'delete', 0],
  [/^os\.l?chmod$/, 'mode', 0],
  [/^(?:os\.(?:listdir|walk|scandir)|glob\.i?glob)$/, 'list', 0],
];
/** Folders of the machine as the environment of Windows and Unix names them, in the words of js/unknown-parts.ts. */
const FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\$(?:HOME|USERPROFILE|HOMEPATH)\b|%(?:USERPROFILE|HOMEPATH)%/gi, '~'],
  [/\$(?:LOCALAPPDATA)\b|%LOCALAPPDATA%/gi, '~/AppData/Local'],
  [/\$(?:APPDATA)\b|%APPDATA%/gi, '~/AppData/Roaming'],
  [/\$(?:TEMP|TMP|TMPDIR)\b|%(?:TEMP|TMP)%/gi, '/tmp'],
  [/\$(?:ProgramData|ALLUSERSPROFILE)\b|%ProgramData%/gi, '/ProgramData'],
  [/^(?:[a-z]:)?\/+(?:users|home)\/[^/]+(?=\/|$)/gi, '~'],
];

/** A path as detectors read it: forward slashes, the user's folders by their short names. */
export function pathOf(text: string): string {
  let path = text.slice(0, 4096).replace(/\\+/g, '/');
  for (const [pattern, folder] of FOLDERS) path = path.replace(pattern, folder);
  return path.replace(/^~\/+AppData/i, '~/AppData').replace(/([^:])\/{2,}/g, '$1/');
}

/** What `open` does by its mode. */
function operationOfMode({ positional, named }: Arguments): FileOperation {
  const mode = positional[1] ?? named.get('mode');
  const text = mode?.kind === 'str' ? mode.text : '';
  if (/[wx]|\+/.test(text)) return 'write';
  return text.includes('a') ? 'append' : 'read';
}

function actionOf(
  callee: RefValue,
  args: Arguments,
): { readonly operation: FileOperation; readonly paths: readonly string[] } | null {
  if (ARCHIVE.test(callee.name)) {
    const mode = args.positional[1] ?? args.named.get('mode');
    if (mode?.kind === 'str' && !mode.text.startsWith('r')) return null;
    return { operation: 'read', paths: textsAt(args.positional[0] ?? args.named.get('name')) };
  }
  if (callee.name === 'open')
    return { operation: operationOfMode(args), paths: textsAt(args.positional[0] ?? args.named.get('file')) };
  if (/^pathlib\.Path(?:\.\w+)?\(\)\.open$/.test(callee.name)) {
    const mode = { ...args, positional: [none(), ...args.positional] };
    return { operation: operationOfMode(mode), paths: callee.targets ?? [] };
  }
  const known = operationOf(callee.name);
  if (!known) return null;
  const [, operation, place] = known;
  if (place === 'descriptor') {
    const opened = openedPath(args.positional[0]);
    return opened === null ? null : { operation, paths: [opened] };
  }
  const paths =
    place === 'self'
      ? (callee.targets ?? [])
      : textsAt(args.positional[place] ?? args.named.get(place === 0 ? 'path' : 'dst'));
  return { operation, paths };
}

/** Archives by the calls that open them. */
const ARCHIVE = /^(?:zipfile\.(?:Py)?ZipFile|tarfile\.open)$/;

const IS_OPERATION = anyOf(OPERATIONS.map(([pattern]) => pattern));
const operationOf = byName(
  (name) => (IS_OPERATION.test(name) ? OPERATIONS.find(([pattern]) => pattern.test(name)) : null) ?? null,
);

/** True for a call that does something to a file. */
export const isFileCall = (name: string): boolean =>
  name === 'open' || ARCHIVE.test(name) || operationOf(name) !== null;

/** The path that a value is, or each of those that it may be. */
function textsAt(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  const paths = value.kind === 'ref' && value.name.startsWith('pathlib.Path') ? value.targets : undefined;
  return paths ?? [displayOf(value).text];
}

/** Records what a call does to a file; opening a file for writing counts, whether something is written or not. */
export function noteFile(machine: Machine, callee: RefValue, args: Arguments, at: Node): void {
  if (machine.muted > 0) return;
  const action = actionOf(callee, args);
  if (!action) return;
  const paths = action.paths.filter((path) => path !== '').map(pathOf);
  machine.recorder.addFileAction(
    { name: callee.name, operation: action.operation, paths, live: machine.live },
    machine.positionOf(at),
  );
}
