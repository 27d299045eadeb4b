import type { DetectorInput } from '../contract.ts';

/** What Python runs: sources, compiled ones, native modules, and start-up lines. */
const CODE = /\.(?:pyw?|pyc|pyd|so|dll|dylib|pth)$/i;

/** Whether a member of a distribution is code by its name. */
export function isPythonCode(path: string): boolean {
  return CODE.test(path);
}

/** Names of a list for people: the first three, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}

const SOURCE =
  /\.(?:pyw?|pyi|pyc|pyx|pxd|so|pyd|dll|dylib|c|cc|cpp|cxx|h|hpp|rs|go|f|f90|m|mm|js|ts|ipynb|whl|jar)$/i;
/** Says how to build, and is no code of the project. */
const BUILDS = /(?:^|\/)setup\.py$/;

/** Bytes of code in a distribution, whoever runs it, without what only says how to build it. */
export function codeBytes({ files }: Pick<DetectorInput, 'files'>): number {
  let bytes = 0;
  for (const { path, sizeBytes } of files.values())
    if (SOURCE.test(path) && !BUILDS.test(path)) bytes += sizeBytes;
  return bytes;
}
