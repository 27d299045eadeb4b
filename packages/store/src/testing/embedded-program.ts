import { silentLogger, systemClock } from '@weir/runtime';
import { startEmbeddedPostgres } from '../embedded/start.ts';

/**
 * A program that uses the embedded server, for tests that kill it or run it as somebody else:
 * `node embedded-program.ts DATADIR` prints one line of JSON when the server is up, and ends when its input does.
 */
const dataDir = process.argv[2] ?? '';
const startedAt = systemClock.now();
await using postgres = await startEmbeddedPostgres({ dataDir, logger: silentLogger });
process.stdout.write(
  `${JSON.stringify({ databaseUrl: postgres.databaseUrl, adopted: postgres.adopted, startMs: systemClock.now() - startedAt })}\n`,
);
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));
