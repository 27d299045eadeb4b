import type { ActionBase, PackageSource, ShellAction, ShellActions } from './action.ts';
import { operands, optionValue } from './words.ts';

/** Options of package managers that take the next word along. */
const WITH_VALUE =
  /^(?:--prefix|-C|--cwd|--dir|-w|--workspace|--filter|-F|--registry|--loglevel|--tag|--cache|--userconfig|--omit|--include|--target|-t|-i|--index-url|--extra-index-url|-f|--find-links|-r|--requirement|-c|--constraint|--python|--save-prefix|--os|--cpu|--libc|--timeout|--proxy|--https-proxy|--modules-folder|--network-timeout)$/;
const REGISTRY = /^(?:--registry|-i|--index-url|--extra-index-url|-f|--find-links|--source|-s)$/;

/** A package that is fetched and run. */
export function runAction(base: ActionBase, source: PackageSource, spec: string): ShellAction {
  return { ...base, kind: 'run-package', spec, source };
}

/** Packages that are installed, by the words behind the verb. */
export function installAction(base: ActionBase, source: PackageSource, args: readonly string[]): ShellAction {
  return {
    ...base,
    kind: 'install-package',
    specs: operands(args, WITH_VALUE).filter((spec) => spec !== ''),
    source,
    registry: optionValue(args, REGISTRY),
  };
}

/** `npm create x` runs the package `create-x` (npm docs, `npm init`). */
export function createName(name: string): string {
  if (/^(?:https?:|git|file:|\.)/i.test(name)) return name;
  const at = name.indexOf('@', 1);
  const bare = at < 0 ? name : name.slice(0, at);
  const version = at < 0 ? '' : name.slice(at);
  if (/^@[^/]+$/.test(bare)) return `${bare}/create${version}`;
  const slash = bare.lastIndexOf('/');
  return `${bare.slice(0, slash + 1)}create-${bare.slice(slash + 1)}${version}`;
}

/** The words behind a package manager's own options, its verb first. */
export function verbAndRest(args: readonly string[]): readonly string[] {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (!word.startsWith('-')) return args.slice(i);
    if (WITH_VALUE.test(word)) i++;
  }
  return [];
}

/** Actions of a package manager in the folder that its options name. */
export function inFolder<T extends ShellActions | null>(
  actions: T,
  args: readonly string[],
): T | ShellActions {
  const folder = optionValue(args, /^(?:--prefix|-C|--cwd|--dir)$/);
  if (folder === null || actions === null) return actions;
  return {
    ...actions,
    actions: actions.actions.map((action) =>
      action.kind === 'run-script' || action.kind === 'install-package' ? { ...action, folder } : action,
    ),
  };
}
