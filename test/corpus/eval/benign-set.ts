import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foldOf } from './figures.ts';
import type { Sample } from './outcome.ts';

/**
 * The benign distributions of a list (see ../benign-pypi/fetch.py), in an order that only their names decide.
 * @throws Error when the cache lacks one: a set with holes measures something else.
 */
export function readBenignSet(list: string, cache: string): Sample[] {
  const rows = readFileSync(list, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
  const missing = rows.filter(([, , , sha256 = '']) => !existsSync(join(cache, sha256)));
  if (missing.length > 0) {
    throw new Error(
      `${missing.length} of ${rows.length} benign distributions are not in ${cache}: run python3 test/corpus/benign-pypi/fetch.py`,
    );
  }
  return rows
    .map(([name = '', version = '', filename = '', sha256 = '', bytes = '']) => ({
      set: 'benign' as const,
      id: filename,
      name,
      version,
      filename,
      sizeBytes: Number(bytes),
      family: name,
      fold: foldOf(name),
      weight: 1,
      traits: [],
      load: async () => {
        const content = await readFile(join(cache, sha256));
        if (createHash('sha256').update(content).digest('hex') === sha256) return content;
        throw new Error(
          `${join(cache, sha256)} has other bytes than its name says: delete it and fetch again`,
        );
      },
    }))
    .map((sample) => ({ sample, key: createHash('sha256').update(sample.id).digest('hex') }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ sample }) => sample);
}
