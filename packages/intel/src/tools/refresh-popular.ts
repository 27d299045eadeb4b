import { readFile, writeFile } from 'node:fs/promises';
import { readPopularList } from './popular-list.ts';

/**
 * Writes one of the shipped lists of popular names anew:
 * `node packages/intel/src/tools/refresh-popular.ts npm|pypi AS_OF SOURCE`, where AS_OF is the list's month
 * (`2026-11`) and SOURCE a file or an http(s) address. Formats: see `readPopularList`.
 */

/** Public lists are some megabytes. */
const BYTES_MAX = 64 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** A source with fewer names is another list than it should be. */
const NAMES_MIN = 1_000;

async function read(source: string): Promise<string> {
  if (!/^https?:\/\//.test(source)) return readFile(source, 'utf8');
  const answer = await fetch(source, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok || answer.body === null) throw new Error(`${source} answers ${answer.status}`);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of answer.body) {
    sizeBytes += chunk.length;
    if (sizeBytes > BYTES_MAX) throw new Error(`${source} is over ${BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const [world = '', asOf = '', source = ''] = process.argv.slice(2);
if (!/^(?:npm|pypi)$/.test(world) || !/^\d{4}-\d{2}$/.test(asOf) || source === '') {
  process.stderr.write('usage: refresh-popular.ts npm|pypi YYYY-MM FILE|URL\n');
  process.exit(2);
}
const names = readPopularList(await read(source));
if (names.length < NAMES_MIN) throw new Error(`${source} has ${names.length} names only: nothing is written`);
const path = new URL(`../data/popular-${world}.json`, import.meta.url);
await writeFile(path, `${JSON.stringify({ ecosystem: world, asOf, names }, null, 2)}\n`);
process.stdout.write(
  `${names.length} names of ${world}, ${asOf}: changed rules begin a new ruleset version\n`,
);
