import { posix } from 'node:path';
import type { ShellAction } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { foldersOf, pathsOf } from './started-files.ts';

const LOCAL_SPEC = /^(?:\.{1,2}(?:[\\/]|$)|file:|\/)/;

type ManagerAction = Extract<ShellAction, { kind: 'run-script' | 'install-package' }>;

/** Whether an action has a package manager run scripts, or install what a manifest lists. */
export function isManager(action: ShellAction): action is ManagerAction {
  return action.kind === 'run-script' || action.kind === 'install-package';
}

/**
 * Folders whose scripts an action may run, with the action as it is there: the package's own, those that the text
 * changes to, the one that an option names (`--prefix sub`), and those that are installed (`npm i ./sub`).
 */
export function scriptFolders(
  action: ShellAction,
  own: string,
  folders: readonly string[],
): ReadonlyMap<string, ShellAction> {
  const found = new Map<string, ShellAction>();
  const add = (folder: string, meant: ShellAction): void => {
    const plain = posix.join(folder).replace(/^\.$/, '').replace(/\/$/, '');
    if (!plain.startsWith('..') && !found.has(plain)) found.set(plain, meant);
  };
  if (!isManager(action)) return new Map([[own, action]]);
  const named = action.folder;
  if (named === undefined) for (const folder of [own, ...folders]) add(folder, action);
  else for (const folder of pathsOf(named, folders)) add(folder, { ...action, folder: undefined });
  if (action.kind !== 'install-package' || action.source !== 'npm') return found;
  for (const spec of action.specs.filter((word) => LOCAL_SPEC.test(word)).slice(0, 20))
    for (const folder of pathsOf(spec.replace(/^file:/, ''), folders))
      add(folder, { ...action, folder: undefined, specs: [] });
  return found;
}

/**
 * Commands by name of which a package of the archive may bring the program. npm puts the commands of what is bundled
 * in front of all others on the path of scripts, so any program that a hook starts by its name is looked for.
 */
export function commandNames(action: ShellAction, stage: Stage): string[] {
  const [program = ''] = action.argv;
  const fetched = action.kind === 'run-package' ? [action.spec.replace(/(?<=.)@[^/]*$/, '')] : [];
  const named = (action.kind === 'other' || stage === 'install') && !/[\\/]/.test(program) ? [program] : [];
  return [...new Set([...fetched, ...named].map((name) => name.replace(/^@[^/]*\//, '')))].filter(
    (name) => name !== '',
  );
}

/** Packages of the archive whose folder code names: a package manager may be started there. */
export function foldersNamed(unit: CodeUnit, manifestOf: (folder: string) => unknown): string[] {
  return unit.facts.strings
    .filter(({ value }) => /^[\w./\\@-]{1,128}$/.test(value))
    .slice(0, 200)
    .flatMap(({ value }) => pathsOf(value, foldersOf(unit.file, [])))
    .filter((folder) => folder !== '.' && manifestOf(folder) !== null);
}

/** True for an action that starts a package manager, which reads its settings where it is started. */
export function startsManager({ kind, argv }: ShellAction): boolean {
  return (
    kind === 'run-script' ||
    kind === 'run-package' ||
    kind === 'install-package' ||
    /(?:^|[\\/])(?:npm|npx|pnpm|yarn|bun)(?:\.cmd)?$/.test(argv[0] ?? '')
  );
}
