import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeFile } from './analyze-file.ts';

const root = mkdtempSync(join(tmpdir(), 'weir-linked-folders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'outside'));
writeFileSync(join(root, 'outside', 'a.js'), 'never read');

async function analyze(name: string, fields: object, code: string, links: Readonly<Record<string, string>>) {
  const path = join(root, name);
  mkdirSync(join(path, 'lib'), { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', ...fields }));
  writeFileSync(join(path, 'i.js'), code);
  writeFileSync(join(path, 'lib', 'a.js'), 'exports.a = 1;');
  for (const [link, target] of Object.entries(links)) symlinkSync(target, join(path, link));
  return analyzeFile(
    { path, filename: name, ecosystem: 'npm', context: null },
    { rulesetVersion: 'test', now: () => performance.now() },
  );
}

describe('a link to a folder of a local directory', () => {
  test.each([
    ['inside', 'lib'],
    ['outside', '../outside'],
  ])('is told once and not followed: %s', async (name, target) => {
    const result = await analyze(`plain-${name}`, { main: 'i.js' }, '1', { ln: target });

    expect(result.findings.map(({ rule, location }) => [rule, location?.file])).toEqual([
      ['analysis/archive-link', 'ln'],
    ]);
    expect(result.judgement).toMatchObject({ verdict: 'benign', complete: true });
    expect(result.fileCount).toBe(3);
  });

  test.each([
    ['an import', { main: 'i.js' }, "require('./ln/a.js');"],
    ['an import of the folder', { main: 'i.js' }, "require('./ln');"],
    ['a hook', { scripts: { postinstall: 'node ./ln/a.js' } }, '1'],
    ['an entry', { main: './ln/a.js' }, '1'],
  ])('leaves unread what is reached through it: %s', async (name, fields, code) => {
    const result = await analyze(`reached-${name}`, fields, code, { ln: '../outside', other: 'lib' });

    expect(result.skipped).toMatchObject([{ file: 'ln', reason: expect.stringContaining('not followed') }]);
    expect(result.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(result.findings.filter(({ location }) => location?.file === 'ln')).toHaveLength(1);
  });
});
