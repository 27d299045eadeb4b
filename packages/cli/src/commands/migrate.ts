import { openDatabase } from '@weir/platform';
import { startSession } from '../compose/session.ts';

/** `weir migrate`: brings the database to this version and says which one it was. */
export async function runMigrate(): Promise<number> {
  const { config, deps } = startSession('migrate', { quiet: true });
  await using database = await openDatabase(config, deps.logger);
  const { migrate } = await import('@weir/store');
  await migrate(database.databaseUrl);
  process.stdout.write(`${database.label} is at this version's schema\n`);
  return 0;
}
