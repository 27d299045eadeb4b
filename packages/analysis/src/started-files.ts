import { posix } from 'node:path';
import { type ShellAction, UNKNOWN_WORD } from '@weir/code';
import { folderOf, packageFolderOf } from './inner-manifests.ts';
import { toolConfigs } from './tool-configs.ts';

/** How a file is read when something starts or loads it; by its name and first bytes when nothing says. */
export type Reader =
  | 'js'
  | 'posix'
  | 'batch'
  | 'powershell'
  | 'make'
  | 'python'
  /** Python that another file imports. */
  | 'python-module'
  /** Python that gyp imports to call its `DoMain`. */
  | 'gyp-module'
  /** A language that nothing here reads. */
  | 'unread';

/** A file that an action starts: where it may be, and who reads it. */
export interface Started {
  /** In the order in which they would be found; every one that exists counts. */
  readonly candidates: readonly string[];
  readonly reader: Reader | null;
  /** Commands that its text passes through first; absent when the file itself is named. */
  readonly filters?: readonly (readonly string[])[] | undefined;
}

/** A word of a command that is a script by its name. */
export const SCRIPT_WORD =
  /\.(?:js|cjs|mjs|ts|cts|mts|jsx|tsx|node|json|sh|bash|bat|cmd|ps1|pyw?|exe|jsc|mk)$/i;
/** What shells put in front of a path: variables and substitutions whose value nobody knows. */
const UNKNOWN_PREFIX = /^(?:\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`|\$\w+|%~[dpnxfs]*\d|%[^%]*%|!\w+!)[\\/]*/;
const JS_STARTERS =
  /^(?:node|nodejs|iojs|bun|deno|tsx|ts-node\S*|tsm|es\w+|jiti|swc-node|sucrase-node|babel-node|electron|nodemon|node-dev|pm2|forever|zx|wscript|cscript)$/;
const PYTHON_STARTER = /^(?:python[\d.]*w?|py|pypy[\d.]*)$/;
/** Interpreters of languages that nothing here reads. */
const UNREAD_STARTER = /^(?:perl|ruby|php|osascript|lua\w*|awk|gawk|tclsh|Rscript)$/;
/** How a gyp file's own call of a module stands for a runtime. */
export const GYP_MODULE = 'pymod_do_main';
/** Where `make` looks that is told no file. */
export const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'];
/** Folders in which one text looks. */
const FOLDERS_MAX = 32;
const EXECUTABLE_SUFFIXES = ['', '.cmd', '.bat', '.exe', '.ps1', '.sh'];

/** Who reads what a program is given; null for one whose language is read by the file's own name only. */
function readerOf(runtime: string): Reader | null {
  if (JS_STARTERS.test(runtime)) return 'js';
  if (/^(?:sh|source|\.)$/.test(runtime)) return 'posix';
  if (PYTHON_STARTER.test(runtime)) return 'python';
  if (UNREAD_STARTER.test(runtime)) return 'unread';
  if (runtime === GYP_MODULE) return 'gyp-module';
  return runtime === 'powershell' ? 'powershell' : null;
}

/** Who reads a program of another language that is started by its name alone. */
export function readerByName(path: string): Reader | null {
  if (/\.pyw?$/i.test(path)) return 'python';
  return /\.(?:pl|rb|php|lua|tcl|vbs|applescript|scpt)$/i.test(path) ? 'unread' : null;
}

/** Folders in which the commands of a text look for files: its package's, its own, and those that it changes to. */
export function foldersOf(fromFile: string, actions: readonly ShellAction[]): string[] {
  const root = packageFolderOf(fromFile);
  const folders = new Set([root, folderOf(fromFile)]);
  for (const { argv } of actions) {
    const [program = '', target] = argv;
    if (!/^(?:cd|pushd|chdir)$/.test(program) || target === undefined) continue;
    // From where it was: another change may have come before.
    for (const folder of [...folders].slice(0, 8)) {
      if (folders.size >= FOLDERS_MAX) break;
      folders.add(posix.join(folder, target.replaceAll('\\', '/')));
    }
  }
  return [...folders].filter((folder) => !folder.startsWith('..'));
}

/** Paths that a word of a command can mean. */
export function pathsOf(word: string, folders: readonly string[]): string[] {
  // Of which nothing is known is not the package's own entry.
  if (word === UNKNOWN_WORD) return [];
  const plain = word
    .replaceAll('\\', '/')
    .replace(UNKNOWN_PREFIX, './')
    .replace(/^file:\/\//, '');
  if (plain === '' || plain.length > 512) return [];
  const relative = plain.replace(/^\/+/, './');
  return [...new Set(folders.map((folder) => posix.join(folder, relative)))];
}

/** Files that an action starts, or may start by naming them. */
export function startedFiles(action: ShellAction, folders: readonly string[]): Started[] {
  const ofTool = toolConfigs(action);
  const configs: Started[] =
    ofTool.length === 0
      ? []
      : [{ candidates: ofTool.flatMap((name) => pathsOf(name, folders)), reader: 'js' }];
  if (action.kind === 'run-file') {
    const suffixes = /^(?:exec|powershell)$/.test(action.runtime) ? EXECUTABLE_SUFFIXES : [''];
    const candidates = pathsOf(action.path, folders).flatMap((path) =>
      suffixes.map((suffix) => path + suffix),
    );
    return [...configs, { candidates, reader: readerOf(action.runtime), filters: action.filters }];
  }
  const [program = ''] = action.argv;
  if (/^(?:make|gmake|nmake)$/.test(program)) {
    const at = action.argv.findIndex((word) => word === '-f' || word === '--file');
    const names = at < 0 ? MAKEFILES : [action.argv[at + 1] ?? ''];
    return [{ candidates: names.flatMap((name) => pathsOf(name, folders)), reader: 'make' }];
  }
  const module =
    action.argv[1] === '-m' && PYTHON_STARTER.test(posix.basename(program)) ? action.argv[2] : undefined;
  if (module !== undefined) {
    const path = module.replaceAll('.', '/');
    const names = [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`];
    return [{ candidates: names.flatMap((name) => pathsOf(name, folders)), reader: 'python' }];
  }
  return [
    ...configs,
    ...action.argv
      .filter((word) => SCRIPT_WORD.test(word))
      .map((word) => ({ candidates: pathsOf(word, folders), reader: null })),
  ];
}
