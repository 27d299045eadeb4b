/** Where programs are found. */
export function pathFromEnvironment(): string {
  return process.env.PATH ?? '';
}
