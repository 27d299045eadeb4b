import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MIGRATIONS_DIR } from './migrate.ts';
import { PARTITIONED_TABLES } from './partitions.ts';

interface Journal {
  readonly entries: readonly { readonly idx: number; readonly when: number; readonly tag: string }[];
}

const journal = JSON.parse(readFileSync(join(MIGRATIONS_DIR, 'meta', '_journal.json'), 'utf8')) as Journal;
const sqlFiles = readdirSync(MIGRATIONS_DIR).filter((name) => name.endsWith('.sql'));

test('the journal is strictly increasing in time: the migrator silently skips what is older than the last applied', () => {
  const times = journal.entries.map((entry) => entry.when);

  expect(times.length).toBeGreaterThan(0);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  expect(journal.entries.map((entry) => entry.idx)).toEqual(times.map((_, index) => index));
});

test('every migration is in the journal and the other way round', () => {
  expect(sqlFiles.toSorted()).toEqual(journal.entries.map((entry) => `${entry.tag}.sql`).toSorted());
});

test('every partitioned table is created partitioned, with a DEFAULT partition', () => {
  const sql = sqlFiles.map((name) => readFileSync(join(MIGRATIONS_DIR, name), 'utf8')).join('\n');
  const parents = [
    ...sql.matchAll(/CREATE TABLE "(?<table>\w+)" \([^;]*\) PARTITION BY RANGE \("seen_at"\);/g),
  ];
  const defaults = [...sql.matchAll(/PARTITION OF (?<table>\w+) DEFAULT/g)];
  const names = (matches: RegExpExecArray[]): string[] =>
    matches.map((match) => match.groups?.table ?? '').toSorted();

  expect(names(parents)).toEqual([...PARTITIONED_TABLES].toSorted());
  expect(names(defaults)).toEqual([...PARTITIONED_TABLES].toSorted());
});
