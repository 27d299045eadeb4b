import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createMemoryView } from '../memory-view.ts';
import { indexPackage } from '../package-index.ts';
import { checkRecord, parseRecord, strongDigests } from './record.ts';

const PATH = 'x-1.dist-info/RECORD';
const SHA = 'a'.repeat(64);
const DIGEST = Buffer.from(SHA, 'hex').toString('base64url');

function check(text: string, paths: readonly string[] = ['x.py', PATH], cut = false) {
  const view = createMemoryView(Object.fromEntries(paths.map((path) => [path, ''])));
  const digests = new Map([['x.py', SHA]]);
  return checkRecord(indexPackage(view, 'directory'), new Map(), digests, { path: PATH, text, cut });
}

describe('parseRecord', () => {
  test('reads quoted paths, Windows separators and every line end', () => {
    const { rows } = parseRecord(`"a, ""b"".py",sha256=${DIGEST},1\r\npkg\\c.py,md5=x,2\n\n./d.py,,`);

    expect(rows.map(({ path, wanted }) => [path, wanted?.hex ?? null])).toEqual([
      ['a, "b".py', SHA],
      ['pkg/c.py', null],
      ['d.py', null],
    ]);
  });

  test.each(['', ',', '"', '\0', 'a,'.repeat(4_000), `x,sha256=${'é'.repeat(43)},`])(
    'says something about %j',
    (text) => {
      expect(parseRecord(text).whole).toBe(true);
    },
  );
});

test('a row that no path needs is left out, and said so', () => {
  const { rows, whole } = parseRecord(`${'"'.repeat(1_000_000)}\nx.py,,`);

  expect({ paths: rows.map(({ path }) => path), whole }).toEqual({ paths: ['x.py'], whole: false });
});

describe('checkRecord', () => {
  test('has nothing to say about a RECORD that is right', () => {
    expect(check(`x.py,sha256=${DIGEST},0\n${PATH},,\n`)).toEqual({
      path: PATH,
      others: [],
      unlisted: [],
      changed: [],
      resized: [],
      undigested: [],
      absent: [],
      contradictory: [],
      repeated: [],
      whole: true,
    });
  });

  test('tells what differs, is missing, is more and is said twice', () => {
    const wrong = Buffer.alloc(32).toString('base64url');
    const report = check(
      `x.py,sha256=${DIGEST},0\nx.py,sha256=${wrong},0\ngone.py,sha256=${wrong},0\nno.py,,\n`,
      ['x.py', 'more.py', 'no.py', PATH, 'y-1.dist-info/RECORD'],
    );

    expect(report).toMatchObject({
      changed: [{ path: 'x.py', stage: 'dead' }],
      unlisted: [{ path: 'more.py', stage: 'dead' }],
      undigested: [{ path: 'no.py', stage: 'dead' }],
      absent: ['gone.py'],
      contradictory: ['x.py'],
      others: ['y-1.dist-info/RECORD'],
    });
  });

  test('tells another size, and rows that say the same', () => {
    const row = `x.py,sha256=${DIGEST},9\n`;

    expect(check(row + row)).toMatchObject({
      changed: [],
      resized: [{ path: 'x.py', stage: 'dead' }],
      repeated: ['x.py'],
      contradictory: [],
    });
  });

  test.each(['sha384', 'sha512'])('holds members against %s as well', async (algorithm) => {
    const digest = (text: string): string => createHash(algorithm).update(text).digest('base64url');
    const text = `x.py,${algorithm}=${digest('x')},1\ny.py,${algorithm}=${digest('x')},1\nz.py,md5=x,1\n${PATH},,\n`;
    const view = createMemoryView({ 'x.py': 'x', 'y.py': 'y', 'z.py': 'z', [PATH]: text });
    const index = indexPackage(view, 'directory');
    const digests = await strongDigests(index, text, (entry) => view.read(entry.index));

    expect(checkRecord(index, new Map(), digests, { path: PATH, text, cut: false })).toMatchObject({
      changed: [{ path: 'y.py', stage: 'dead' }],
      undigested: [{ path: 'z.py', stage: 'dead' }],
    });
  });

  test('calls nothing unlisted or absent when it did not read all of it', () => {
    expect(check('gone.py,,\n', ['x.py', PATH], true)).toMatchObject({
      unlisted: [],
      absent: [],
      whole: false,
    });
  });
});
