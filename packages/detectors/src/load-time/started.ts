import type { CommandFact, ShellAction } from '@weir/code';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { namedSo, ownFile, ownFileIn } from '../lib/own-file.ts';
import { programOf } from '../reach.ts';

/** True for a script of the package's own that was wholly read: what it does is judged, not that it is one. */
export function isReadScript(
  { hooks, files }: DetectorInput,
  unit: CodeUnit,
  { folder = '' }: Pick<CommandFact, 'folder'>,
  word: string,
): boolean {
  const path = ownFileIn(files, unit.file, folder, [word]);
  return (
    path !== null && hooks.some(({ hook, file, complete }) => hook === path && complete && file === path)
  );
}

/** Whether a unit does something else than read a file whose path ends with a name. */
function makes({ facts }: CodeUnit, name: string): boolean {
  return facts.fileActions.some(
    ({ operation, paths }) => operation !== 'read' && paths.some((path) => path.endsWith(name)),
  );
}

const PROGRAM_END = /\.(?:exe|bat|cmd)$/i;

/**
 * `npm.cmd`, `ffplay.exe` where the source says `npm` and `ffplay` as well: a program that is on the path of the machine,
 * by its name on Windows. What the package has or makes under that name is none.
 */
export function isOfPath({ files }: DetectorInput, unit: CodeUnit, word: string): boolean {
  if (!PROGRAM_END.test(word) || /[\\/]/.test(word) || ownFile(files, unit.file, word) !== null) return false;
  const name = word.replace(PROGRAM_END, '');
  return !makes(unit, word) && [`'${name}'`, `"${name}"`].some((quoted) => unit.source.text.includes(quoted));
}

/** What Python runs at each start, whatever program is asked for. */
export const AT_START = /\.pth$|(?:^|\/)(?:site|user)customize\.pyc?$/;

/** What a shell does that has no line of its own. */
export function ordersOf(shell: ShellAction, actions: readonly ShellAction[]): string {
  const program = programOf(shell);
  if (actions.some((action) => action.kind === 'download' && action.into !== null))
    return `starts ${program}, which runs what is downloaded`;
  return actions.length > 1
    ? `starts ${program}, which runs what it is handed`
    : `starts ${program}, which waits for orders`;
}

/** What is installed, and from where it is said to come. */
export function packagesOf(actions: readonly ShellAction[]): string {
  const found = actions.flatMap((action) => (action.kind === 'install-package' ? [action] : []));
  const specs = found.flatMap((action) => action.specs);
  const registry = found.map((action) => action.registry).find((text) => text !== null);
  const what = specs.length === 0 ? 'packages' : specs.slice(0, 3).join(' ').slice(0, 160);
  return `installs ${what}${registry === undefined ? '' : ` from ${registry.slice(0, 160)}`}`;
}

/** A shell without a line to run. */
export const SHELL = /^(?:sh|bash|zsh|dash|ksh|fish|cmd|powershell|pwsh)$/i;
const INTERPRETER = /^(?:python[\d.]*|pythonw|sh|bash|zsh|node|perl|ruby|php)$/i;
const SCRIPT_FILE = /^(?:\$UNKNOWN\/|\.\/)?[\w-]+(?:\/[\w-]+){0,3}\.(?:py|pyw|sh|js|pl|rb|php)$/i;

/** The script that a command starts, as it is named; null when it starts none. */
export function scriptOf({ argv }: ShellAction): string | null {
  const [program = '', first] = argv;
  // A program without a folder is one of the path.
  const own = program.includes('/') ? program : undefined;
  const word = INTERPRETER.test(programOf({ argv })) ? first : own;
  return word !== undefined && SCRIPT_FILE.test(word) ? word : null;
}

/** A script of the source's own folder that is not there, and that nothing of the source writes. */
export function isAbsent(input: DetectorInput, unit: CodeUnit, action: ShellAction): boolean {
  const name = scriptOf(action)?.replace(/^.*\//, '');
  if (name === undefined) return false;
  return namedSo(input.files, name).length === 0 && !makes(unit, name);
}

/** What asks whether a file is there. */
const ASKS_FOR_FILE = /^(?:os\.path\.(?:exists|isfile)|pathlib\.Path\(\)\.(?:exists|is_file))$/;

/** The script is only started where it is: what looks for files before it starts one leaves out what it does not find. */
export function isLookedFor(unit: CodeUnit): boolean {
  return unit.facts.apis.keys().some((name) => ASKS_FOR_FILE.test(name));
}

/** The script is in a folder that the archive has: it was left out of it, as tests and generators are. */
export function isLeftOut({ files }: Pick<DetectorInput, 'files'>, action: ShellAction): boolean {
  const folder = /^(?:\.\/|\$UNKNOWN\/)?(?<folder>[\w-]+\/)/.exec(scriptOf(action) ?? '')?.groups?.folder;
  return folder !== undefined && files.keys().some((path) => path.startsWith(folder));
}

/** Calls that give no output to the code that makes them. */
const LOOKS_AWAY = /^(?:os\.system|subprocess\.(?:call|check_call|run|Popen))$/;
/** Options by which curl keeps what it fetches. */
const KEEPS = /^(?:-[a-zA-Z]*[oOT]|--(?:output|remote-name|upload-file)(?:=.*)?|--create-dirs)$/;

/** A request of which nothing is kept, or a mark in a temporary folder: somebody shall hear that code ran. */
export function isKnock(name: string, action: ShellAction): boolean {
  const [, ...words] = action.argv;
  if (!LOOKS_AWAY.test(name)) return false;
  if (programOf(action) === 'touch') return words.some((word) => /^\/(?:tmp|var\/tmp|dev\/shm)\//.test(word));
  return (
    programOf(action) === 'curl' &&
    words.some((word) => /^https?:\/\//i.test(word)) &&
    !words.some((word) => KEEPS.test(word)) &&
    !words.includes('>')
  );
}
