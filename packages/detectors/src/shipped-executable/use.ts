import type { Stage } from '@weir/model';
import type { CodeUnit, DetectorInput, HookCommand } from '../contract.ts';

/** Names by which Node loads native code from a file of any name. */
const LOADS = /^process\.dlopen\b|\b_extensions\.\.node$/;

/** When a file of the package is used at the earliest, and whether it is seen to be run or loaded as native code. */
export interface Use {
  readonly stage: Stage;
  readonly isRun: boolean;
}

/** Whether code loads native code from a file of any name. */
function loadsNative({ facts }: CodeUnit): boolean {
  return [...facts.apis.keys()].some((name) => LOADS.test(name));
}

function startsFile({ actions }: HookCommand, name: string): boolean {
  return actions.some((action) => action.kind === 'run-file' && action.path.endsWith(name));
}

/** How hooks and code that names a file use it; `use` when none does. */
export function useOf(input: DetectorInput, path: string): Use {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const hooks = input.hooks.filter(({ stage, text }) => stage === 'install' && text.includes(name));
  const units = input.units.filter(({ facts }) => facts.strings.some(({ value }) => value.endsWith(name)));
  const atInstall = units.filter(({ stage }) => stage === 'install');
  if (hooks.length > 0 || atInstall.length > 0)
    return {
      stage: 'install',
      isRun: hooks.some((hook) => startsFile(hook, name)) || atInstall.some(loadsNative),
    };
  const atImport = units.filter(({ stage }) => stage === 'import');
  return { stage: atImport.length > 0 ? 'import' : 'use', isRun: atImport.some(loadsNative) };
}

/** Native modules of the package that code of a hook loads, with where. */
export function nativeModules(
  input: DetectorInput,
  unit: CodeUnit,
): { readonly path: string; readonly offset: number }[] {
  if (unit.stage !== 'install' || unit.language !== 'js') return [];
  return unit.facts.imports.flatMap(({ specifier, offset }) => {
    if (!specifier.startsWith('.') || !input.runsAtInstall(unit, offset)) return [];
    const path = input.resolve(unit.file, specifier);
    const format = path?.endsWith('.node') === true ? input.files.get(path)?.format : undefined;
    return path !== null && (format === 'elf' || format === 'pe' || format === 'macho')
      ? [{ path, offset }]
      : [];
  });
}
