import { type Caller, first, type Model } from './builtins.ts';
import { type Arguments } from './methods.ts';
import { bool, displayOf, joinLayers, labelsOf, list, ref, str, textOf, type Value } from './value.ts';

/** Pieces of a path as one, the last that is absolute first; unknown ones as they are displayed. */
export function joinedPath(pieces: readonly Value[]): string {
  let text = '';
  for (const value of pieces) {
    const piece = displayOf(value).text;
    text = piece.startsWith('/') || text === '' ? piece : `${text.replace(/\/$/, '')}/${piece}`;
  }
  return text;
}

/** `os.path.join`: unknown pieces stay marked, so that the same path written twice reads the same. */
function pathJoin({ positional }: Arguments): Value | null {
  const partial = positional.some((value) => displayOf(value).partial);
  const labels = positional.reduce((all, value) => all | labelsOf(value), 0);
  const layers = joinLayers(...positional.map((value) => value.layers));
  return str(joinedPath(positional), labels, layers, partial);
}

/** A setup script that asks whether it lies in a source distribution does: there is no other way to get it. */
function isThere(args: Arguments, { script }: Caller): Value | null {
  const path = first(args);
  return script && path && /(?:^|\/)PKG-INFO$/.test(displayOf(path).text) ? bool(true) : null;
}

/** The file that `shutil.make_archive` makes. */
export function archiveName(base: Value, format: Value | undefined): string {
  const name = format ? displayOf(format).text : '';
  return `${displayOf(base).text}.${name === 'gztar' ? 'tar.gz' : name}`;
}

const DESCRIPTOR = 'tempfile.mkstemp()[]';

/** The path of the file that a descriptor stands for; null for other values. */
export function openedPath(value: Value | undefined): string | null {
  const isOpened = value?.kind === 'ref' && (value.name === DESCRIPTOR || value.name === 'os.open()');
  return isOpened ? (value.targets?.[0] ?? null) : null;
}

/** Functions that give paths, by canonical name: the user's folders keep their names. */
export const PATH_MODELS: Readonly<Record<string, Model>> = {
  'os.path.join': pathJoin,
  'os.path.exists': isThere,
  'os.path.isfile': isThere,
  'os.path.expanduser': (args) => first(args) ?? null,
  'os.path.realpath': (args) => first(args) ?? null,
  'pathlib.Path.home': () => ref('pathlib.Path()', 0, ['~']),
  'pathlib.Path.cwd': () => ref('pathlib.Path()', 0, ['$CWD']),
  'os.getcwd': () => str('$CWD', 0, [], true),
  'tempfile.gettempdir': () => str('$TEMP', 0, [], true),
  'tempfile.mkdtemp': () => str('$TEMP/$UNKNOWN', 0, [], true),
  'tempfile.mkstemp': ({ positional, named }) => {
    const suffix = textOf(positional[0] ?? named.get('suffix')) ?? '';
    const path = `$TEMP/$UNKNOWN${suffix}`;
    return list([ref(DESCRIPTOR, 0, [path]), str(path, 0, [], true)], 'tuple');
  },
  'os.open': ({ positional: [path] }) =>
    path ? ref('os.open()', labelsOf(path), [displayOf(path).text]) : null,
  'os.fdopen': ({ positional: [descriptor] }) => {
    const path = openedPath(descriptor);
    return path === null ? null : ref('open()', descriptor ? labelsOf(descriptor) : 0, [path]);
  },
  'shutil.make_archive': ({ positional: [base, format] }) =>
    base ? str(archiveName(base, format), labelsOf(base), [], true) : null,
  'tempfile.mktemp': () => str('$TEMP/$UNKNOWN', 0, [], true),
  'os.path.expandvars': (args) => first(args) ?? null,
  'os.path.abspath': (args) => first(args) ?? null,
  'os.path.normpath': (args) => first(args) ?? null,
  'os.fsencode': (args) => first(args) ?? null,
  'os.fspath': (args) => first(args) ?? null,
};

/** Options of `git clone` that are followed by a word of their own. */
const CLONE_OPTION = /^(?:-[bcjoru]|--(?:branch|config|depth|filter|jobs|origin|reference|upload-pack))$/;
const ADDRESS = /^(?:(?:https?|git|ssh):\/\/|git@)[^$]+$/;

/** The folder that `git clone` puts a repository into whose address is spelled; null for other commands. */
export function clonedInto([program = '', ...words]: readonly string[]): string | null {
  if (!/(?:^|\/)git$/.test(program) || !words.includes('clone')) return null;
  const behind = words.slice(words.indexOf('clone') + 1);
  const [address = '', folder] = behind.filter(
    (word, at) => !word.startsWith('-') && !CLONE_OPTION.test(behind[at - 1] ?? ''),
  );
  if (!ADDRESS.test(address)) return null;
  return folder ?? /([^/]+?)(?:\.git)?\/?$/.exec(address)?.[1] ?? null;
}
