import type { AnalysisResult } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { analyzeArtifact, createMemoryView } from '../in-process.ts';
import { loadAddon } from './addon.ts';
import { DEAD_BYTES_MAX, DEAD_FILE_BYTES_MAX, REACHED_FILE_BYTES_MAX } from './limits.ts';
import { createYaraScanner } from './scanner.ts';

const RULES = `
  rule found { meta: severity = "high" confidence = 90 description = "the needle is there" strings: $a = "needle-in-hay" condition: $a }
  rule at_install { meta: severity = "high" stage = "install" strings: $a = "only-at-install" condition: $a }
  rule code_only { meta: severity = "high" files = "code" strings: $a = "# needle-in-hay" $b = "// needle-in-document" condition: any of them }
  rule decoy { meta: severity = "low" strings: $a = "decoy-text" condition: $a }
  rule protest { meta: severity = "critical" confidence = 95 class = "protestware" strings: $a = "words-of-protest" condition: $a }`;
const yara = createYaraScanner([{ name: 'test.yar', text: RULES }]);

async function analyze(
  files: Readonly<Record<string, string | Uint8Array>>,
): ReturnType<typeof analyzeArtifact> {
  await using view = createMemoryView({
    'package.json': JSON.stringify({ main: 'index.js', scripts: { postinstall: 'node setup.js' } }),
    ...files,
  });
  return analyzeArtifact(
    view,
    { ecosystem: 'npm', filename: 'a.tgz', context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      yara,
    },
  );
}

function told(result: AnalysisResult): string[] {
  return result.findings
    .filter(({ detector }) => detector === 'yara')
    .map(({ rule, stage, location }) => `${rule} ${stage} ${location?.file}:${location?.line}`);
}

describe.skipIf(loadAddon().addon === null)('a package under YARA', () => {
  test('a hit has the stage of its file, and what the rule says of itself', async () => {
    const result = await analyze({
      'setup.js': '\n// needle-in-hay\n',
      'lib/dead.js': '// needle-in-hay\n',
      'index.js': '// words-of-protest only-at-install\n',
    });

    expect(told(result)).toEqual([
      'yara/user/protest import index.js:1',
      'yara/user/found install setup.js:2',
      'yara/user/found dead lib/dead.js:1',
    ]);
    expect(result.findings[0]).toMatchObject({
      class: 'protestware',
      confidence: 0.95,
      severity: 'critical',
    });
    expect(result.findings[1]).toMatchObject({ summary: 'the needle is there', snippet: '// needle-in-hay' });
    expect(result.judgement.complete).toBe(true);
    expect(result.yara).toMatchObject({ texts: 4, unscannedFiles: 0, unscannedBytes: 0 });
  });

  test.each([
    ['sh README.md', 'README.md', '# needle-in-hay'],
    ['node notes.txt', 'notes.txt', '// needle-in-document needle-in-hay'],
    ['node ./LICENSE', 'LICENSE', '// needle-in-document needle-in-hay'],
    ['node -r ./CHANGES.md setup.js', 'CHANGES.md', '// needle-in-document needle-in-hay'],
    ['python3 docs/guide.rst', 'docs/guide.rst', '# needle-in-hay'],
  ])('a document that a hook runs is code: %s', async (postinstall, path, text) => {
    const result = await analyze({
      'package.json': JSON.stringify({ scripts: { postinstall } }),
      'setup.js': '',
      [path]: text,
    });

    expect(told(result)).toEqual([
      `yara/user/found install ${path}:1`,
      `yara/user/code_only install ${path}:1`,
    ]);
  });

  test('a document that nothing runs, or that is only read, is none', async () => {
    const result = await analyze({
      'setup.js': `console.log(require('fs').readFileSync('README.md', 'utf8'), './notes.txt');`,
      'README.md': 'needle-in-hay',
      'notes.txt': 'only words',
    });

    expect(told(result)).toEqual([]);
  });

  test('decoded layers are looked through, and say where they come from', async () => {
    const hidden = Buffer.from('a needle-in-hay below base64').toString('base64');

    const result = await analyze({
      'setup.js': `\nexports.t = Buffer.from('${hidden}', 'base64').toString();\n`,
    });

    expect(told(result)).toEqual(['yara/user/found install setup.js:1']);
    expect(result.findings.find(({ detector }) => detector === 'yara')).toMatchObject({
      location: { file: 'setup.js', line: 1, layer: 'base64' },
      chain: ['setup.js:2 base64'],
      summary: 'the needle is there (hidden by base64)',
    });
    const { location } = result.findings.find(({ detector }) => detector === 'yara') ?? {};
    expect(result.layers).toContainEqual(
      expect.objectContaining({
        sha256: location?.layerSha256,
        line: 2,
        text: 'a needle-in-hay below base64',
      }),
    );
  });

  test('a file that says it plainly and in a layer says it once', async () => {
    const result = await analyze({ 'setup.js': `eval("// needle-in-hay;");\n` });

    expect(told(result)).toEqual(['yara/user/found install setup.js:1']);
  });

  test('what nothing reaches beyond the budget is counted and makes nothing incomplete', async () => {
    const large = `${'x'.repeat(DEAD_FILE_BYTES_MAX)}\n// needle-in-hay\n`;
    const many = Object.fromEntries(
      Array.from({ length: 1 + DEAD_BYTES_MAX / DEAD_FILE_BYTES_MAX }, (_, i) => [
        `dead/${i}.js`,
        `${'y '.repeat(DEAD_FILE_BYTES_MAX)}${i === 0 ? large : ''}`,
      ]),
    );

    const result = await analyze({ 'setup.js': '', ...many });

    // The tail of a long file is looked at as well as its head.
    expect(told(result)).toEqual(['yara/user/found dead dead/0.js:2']);
    expect(result.findings[0]?.location?.layer).toBe('head and tail');
    expect(result.yara?.unscannedFiles).toBe(2);
    expect(result.yara?.unscannedBytes).toBeGreaterThan(DEAD_BYTES_MAX);
    expect(result.judgement).toMatchObject({ complete: true, verdict: 'benign' });
  });

  test('a reached file over its cap is listed', async () => {
    const result = await analyze({
      'setup.js': `require('./data.txt.js');`,
      'data.txt.js': `${'a '.repeat(REACHED_FILE_BYTES_MAX / 2)}// needle-in-hay`,
    });

    expect(told(result)).toEqual([expect.stringContaining('yara/user/found install data.txt.js')]);
    expect(result.skipped.map(({ file }) => file)).toEqual(['data.txt.js']);
    expect(result.judgement.complete).toBe(false);
  });

  test('decoys of one rule do not push out what another finds', async () => {
    const decoys = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`a/${i}.js`, '// decoy-text\n'.repeat(50)]),
    );

    const result = await analyze({ 'setup.js': '', ...decoys, 'z/last.js': '// needle-in-hay' });

    expect(told(result)).toContain('yara/user/found dead z/last.js:1');
    expect(told(result).filter((text) => text.includes('decoy'))).toHaveLength(5);
  });

  test('a package without an engine is analysed all the same', async () => {
    await using view = createMemoryView({ 'package.json': '{}' });
    const result = await analyzeArtifact(
      view,
      { ecosystem: 'npm', filename: 'a.tgz', context: null },
      {
        layout: 'directory',
        artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
        rulesetVersion: 'test',
        now: () => performance.now(),
        yara: null,
      },
    );

    expect(result).toMatchObject({ yara: null, judgement: { verdict: 'benign', complete: true } });
  });
});
