import { startTestPostgres } from './index.ts';

/** vitest global set-up: keeps the shared server up between test files. Returns the tear-down. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  return async () => {
    await postgres[Symbol.asyncDispose]();
  };
}
