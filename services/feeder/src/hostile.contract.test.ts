import { type Fault, HOSTILE_KINDS, type HostileKind } from '@weir/registries/npm/stand-in';
import { describe, expect, it } from 'vitest';
import { until, useFeeder } from './testing/feeder-suite.ts';

const suite = useFeeder();

/** What each hostile document is counted as; null for what JSON itself settles: the last of two equal members counts. */
const CODES: Readonly<Record<HostileKind, string | null>> = {
  types: 'tarball-missing',
  versions: 'version-unusable',
  times: 'document-misshapen',
  tags: 'document-misshapen',
  containers: 'document-misshapen',
  'prototype-keys': 'digest-missing',
  nuls: 'document-nul',
  deep: null,
  'duplicate-keys': null,
  revision: 'document-misshapen',
  'foreign-name': 'document-foreign',
  large: null,
  oversized: 'DOCUMENT_TOO_LARGE',
  'versions-array': 'versions-unreadable',
  'not-an-object': 'REGISTRY_MALFORMED',
};
const OVER_CAP_BYTES = 70_000_000;
/** What is too large for an ordinary look is asked for again in the room for large documents. */
const BOTH_ROOMS = 2;

async function problemsOf(name: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await suite.harness.query('SELECT code, detail, raw FROM feed_problems');
  return rows.filter(({ detail, raw }) => `${String(detail)} ${String(raw)}`.includes(name));
}

describe('a hostile document', () => {
  it.each(Object.keys(HOSTILE_KINDS) as HostileKind[])(
    'of kind %s is counted with what it said, beside the good rows, and its own good version is told',
    async (kind) => {
      const { world } = suite.harness.standIn;
      world.publish([{ name: 'bad-one', version: '0.9.0', time: '2020-01-01T00:00:00.000Z' }]);
      const isOver = kind === 'oversized';
      const hostile = { sizeBytes: isOver ? OVER_CAP_BYTES : null, answers: isOver ? BOTH_ROOMS : 1 };
      world.disfigure('bad-one', kind, 3_600_000, hostile);
      await suite.startAtHead();

      for (const name of ['before', 'bad-one', 'after']) world.publish([{ name, version: '1.0.0' }]);

      await until(async () => {
        const told = await suite.told();
        for (const name of ['before', 'bad-one', 'after']) expect(told).toContain(`published ${name}@1.0.0`);
      });

      const codes = (await problemsOf('bad-one')).map(({ code }) => code);
      const expected = CODES[kind];
      if (expected === null) expect(codes).toEqual([]);
      else expect(codes).toContain(expected);
      const rows = await suite.harness.query("SELECT raw::text FROM feed_rows WHERE name = 'bad-one'");
      expect(rows.length).toBeGreaterThan(0);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    },
  );
});

describe('a hostile answer in the place of a document', () => {
  it.each<[string, Fault, string]>([
    ['HTML', { kind: 'html', status: 200 }, 'REGISTRY_MALFORMED'],
    ['truncated JSON', { kind: 'truncated' }, 'REGISTRY_MALFORMED'],
    ['an endless body', { kind: 'endless' }, 'DOCUMENT_TOO_LARGE'],
    ['a gzip bomb', { kind: 'gzip-bomb', sizeBytes: 200_000_000 }, 'DOCUMENT_TOO_LARGE'],
  ])('(%s) is counted, and the package told at the next look', async (_name, fault, code) => {
    await suite.startAtHead();
    const { world, knobs } = suite.harness.standIn;
    for (let at = 0; at < (code === 'DOCUMENT_TOO_LARGE' ? BOTH_ROOMS : 1); at++)
      knobs.arm('document', fault);

    world.publish([{ name: 'bad-one', version: '1.0.0' }]);

    await suite.expectTold(['published bad-one@1.0.0']);
    expect((await problemsOf('bad-one')).map((one) => one.code)).toContain(code);
  });
});
