/** What every program needs of the tests' own environment: where programs are found, and whose caches to use. */
export function inheritedEnv(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
}
