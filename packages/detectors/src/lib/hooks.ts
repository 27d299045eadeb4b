import type { PackageManifest } from '@weir/code';

/** Scripts that npm runs when a package is installed from a registry, in its order. */
export const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'] as const;
export type InstallHook = (typeof INSTALL_HOOKS)[number];

/** Whole commands that honest packages run at install and that do nothing but build, set git hooks up or say something. */
const ROUTINE =
  /^(?:node-gyp(?:-build(?:-optional-packages)?)?(?: rebuild| configure| build| --[\w-]+(?:=\w+)?)*|prebuild-install(?: (?:-r|--runtime) napi)?|node-pre-gyp install --fallback-to-build|husky(?: install)?|is-ci|exit 0|true|:|echo [\w "'!.,-]*)$/;

/** Whether a hook is one of those that a great many packages have, whole and unchanged. */
export function isRoutineHook(command: string): boolean {
  const steps = command.split(/&&|\|\||;/).map((step) => step.trim());
  return steps.length <= 4 && steps.every((step) => step === '' || ROUTINE.test(step));
}

/** The command of a hook as npm's own tools write it into a registry's manifest: without the path to node_modules. */
export function normalizedCommand(command: string): string {
  return command
    .trim()
    .replace(/^(?:\.\/)?node_modules\/\.bin\//, '')
    .replace(/\s+/g, ' ');
}

/** Install hooks of package.json that are no routine, with their line. */
export function tellingHooks(
  manifest: PackageManifest,
): { readonly hook: InstallHook; readonly command: string; readonly line: number }[] {
  return INSTALL_HOOKS.flatMap((hook) => {
    const script = manifest.scripts.get(hook);
    if (!script || script.command.trim() === '' || isRoutineHook(script.command)) return [];
    return [{ hook, command: script.command, line: script.line }];
  });
}
