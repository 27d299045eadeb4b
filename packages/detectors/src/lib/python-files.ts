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
