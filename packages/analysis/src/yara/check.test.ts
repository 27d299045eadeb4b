import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadAddon } from './addon.ts';
import { checkRules } from './check.ts';
import { COST_RATIO_MAX, costSample } from './cost.ts';
import { listYaraRules, loadYaraRules } from './load.ts';

const dir = mkdtempSync(join(tmpdir(), 'weir-rules-'));
afterAll(() => rmSync(dir, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(dir, name);
  mkdirSync(join(path, 'deeper'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

const GOOD = 'rule good { meta: description = "fine" strings: $a = "a fixed text" condition: $a }';

describe.skipIf(loadAddon().addon === null)('a folder of rules', () => {
  test('is read as a whole, and each rule is measured', async () => {
    const path = folder('good', {
      'b.yar': GOOD,
      'deeper/a.YARA': GOOD.replace('good', 'other'),
      'notes.txt': 'rule',
    });

    expect((await loadYaraRules(path)).map(({ name }) => name)).toEqual(['b.yar', 'deeper/a.YARA']);
    const rows = await listYaraRules(path);
    expect(rows.filter(({ source }) => source === 'user')).toMatchObject([
      { id: 'yara/user/good', file: 'b.yar', line: 1, description: 'fine', severity: 'medium' },
      { id: 'yara/user/other' },
    ]);
    const own = rows.filter(({ source }) => source === 'weir');
    expect(own.length).toBeGreaterThan(60);
    // Weir's own rules stay far below the limit.
    expect(own.filter(({ ratio }) => ratio > COST_RATIO_MAX / 2)).toEqual([]);
  }, 60_000);

  test('is refused as a whole, with every file and line that is wrong', async () => {
    const path = folder('bad', {
      'a.yar': GOOD,
      'b.yar': 'rule b {\n condition: what }',
      'deeper/c.yar': 'rule c {\n strings:\n  $x = /[A-Za-z0-9]{400,}/\n condition: $x }',
    });

    await expect(loadYaraRules(path)).rejects.toMatchObject({
      code: 'YARA_RULES',
      retriable: false,
      message: expect.stringMatching(
        /b\.yar:2: rule b: .*what[^]*deeper\/c\.yar:3: rule c: pattern \$x: slow/,
      ),
    });
  });

  test('is refused when a rule costs too much beside the reference rules', async () => {
    const path = folder('dear', { 'a.yar': 'rule dear { strings: $a = /a.{0,300}b/ condition: $a }' });

    await expect(loadYaraRules(path)).rejects.toThrow(/a\.yar:1: rule dear: costs \d+ µs a MB/);
  });

  test.each([
    ['nothing in it', {}, /no \.yar file/],
    ['bytes that are no text', { 'a.yar': Buffer.from([0xff, 0xfe, 0x00]) }, /a\.yar cannot be read/],
  ])('with %s is refused', async (name, files, says) => {
    await expect(loadYaraRules(folder(name, files))).rejects.toThrow(says);
  });

  test('that is not there is refused', async () => {
    await expect(loadYaraRules(join(dir, 'absent'))).rejects.toThrow(/folder cannot be read/);
  });

  test('whose check falls silent is refused, and the rule is named', async () => {
    const { problems } = await checkRules([{ name: 'a.yar', text: GOOD }], 1);

    expect(problems).toMatchObject([{ message: expect.stringContaining('not measured') }]);
  });
});

test('the sample is the same bytes every time', () => {
  const sample = Buffer.from(costSample());

  expect(sample.length).toBe(1024 * 1024);
  expect(sample.equals(costSample())).toBe(true);
});
