import { zip } from '@weir/testkit/archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import { openScanStandIns, type ScanStandIns, toldBy } from '../testing/scan-stand-ins.ts';

const HOUR_MS = 60 * 60 * 1000;
const PLAIN = 'exports.pad = (text, width) => text.padStart(width);\n';
const SENDING = `${PLAIN}const https = require('node:https');
exports.note = (line) => https.request('https://lines.weir.example/note', { method: 'POST' }).end(line);
`;
const TOLD = ['capability-delta/ability high', 'capability-delta/destination high'];

let machine: ScanStandIns;

function at(hours: number): string {
  return new Date(Date.now() - hours * HOUR_MS).toISOString();
}

/** Publishes a package's releases, the last one now and those before it, with `dist`, long ago. */
function publish(
  name: string,
  releases: Readonly<Record<string, string>>,
  dist: Readonly<Record<string, unknown>> = {},
): void {
  const all = Object.entries(releases);
  for (const [index, [version, code]] of all.entries()) {
    const isLast = index === all.length - 1;
    const time = isLast ? {} : { time: at(10_000 - index), dist };
    machine.npm.world.publish([{ name, version, files: { 'index.js': code }, ...time }]);
  }
}

function wheel(version: string, code: string): Buffer {
  const info = `weir_lines-${version}.dist-info`;
  return zip()
    .file(`${info}/METADATA`, `Metadata-Version: 2.1\nName: weir-lines\nVersion: ${version}\n`)
    .file('weir_lines/__init__.py', code)
    .build();
}

beforeAll(async () => {
  machine = await openScanStandIns();
  // Five releases: a package with a past.
  publish('weir-pad', { '1.3.0': PLAIN, '1.4.0': PLAIN, '1.4.1': PLAIN, '1.4.2': PLAIN, '1.4.3': SENDING });
  publish('weir-same', { '1.4.2': `${SENDING}//\n`, '1.4.3': SENDING });
  publish('weir-plain', { '1.4.2': SENDING, '1.4.3': PLAIN });
  publish(
    'weir-gone',
    { '1.4.2': PLAIN, '1.4.3': SENDING },
    { tarball: `${machine.npm.url}/weir-gone/-/never.tgz` },
  );
  const plain = 'def pad(text, width):\n    return text.rjust(width)\n';
  const sending = `import urllib.request\n${plain}urllib.request.urlopen('https://lines.weir.example/note')\n`;
  for (const [version, code, time] of [
    ['1.3.0', plain, at(10_300)],
    ['1.4.0', plain, at(10_200)],
    ['1.4.1', plain, at(10_100)],
    ['1.4.2', plain, at(10_000)],
    ['1.4.3', sending, at(1)],
  ] as const) {
    const filename = `weir_lines-${version}-py3-none-any.whl`;
    const files = [`weir_lines-${version}.tar.gz`, { filename, content: wheel(version, code) }];
    machine.pypi.world.upload({ name: 'weir-lines', version, files, time });
  }
});
afterAll(() => machine[Symbol.asyncDispose]());

function told(result: ScanResult): string[] {
  return toldBy('capability-delta', result);
}

/** Files of a package of npm that were asked for while `work` ran. */
async function fetchedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = machine.npm.requests.length;
  await work();
  return machine.npm.requests.slice(before).flatMap(({ path }) => /[^/]+\.tgz$/.exec(path)?.[0] ?? []);
}

describe('weir scan of an update on npm', () => {
  it('tells what the release before could not do, and which that was', async () => {
    const result = await machine.resultOf('npm:weir-pad@1.4.3');
    const { stdout } = await machine.scan('npm:weir-pad@1.4.3');

    expect(told(result)).toEqual(TOLD);
    expect(result).toMatchObject({ verdict: 'suspicious', complete: true, skipped: [] });
    expect(result.artifacts.map(({ filename }) => filename)).toEqual(['weir-pad-1.4.3.tgz']);
    expect(stdout).toMatch(/^suspicious .*compared with 1\.4\.2, \d+ ms\)/);
    expect(stdout).toMatch(/this patch release opens connections, which 1\.4\.2 did\s+nowhere/);
  });

  it('finds nothing new in what the release before did as well', async () => {
    expect(await machine.resultOf('weir-same@1.4.3')).toMatchObject({ verdict: 'benign', findings: [] });
  });

  it('fetches the release before only where it may matter, and not with --no-previous', async () => {
    expect(await fetchedBy(() => machine.resultOf('weir-pad@1.4.3'))).toEqual([
      'weir-pad-1.4.3.tgz',
      'weir-pad-1.4.2.tgz',
    ]);
    expect(await fetchedBy(() => machine.resultOf('weir-plain@1.4.3'))).toEqual(['weir-plain-1.4.3.tgz']);
    expect(await fetchedBy(() => machine.resultOf('weir-pad@1.4.3', '--no-previous'))).toEqual([
      'weir-pad-1.4.3.tgz',
    ]);
    expect(await machine.resultOf('weir-pad@1.4.3', '--no-previous')).toMatchObject({ verdict: 'benign' });
  });

  it('says that the release before cannot be had, and keeps its verdict', async () => {
    const result = await machine.resultOf('weir-gone@1.4.3');
    const { stdout, status } = await machine.scan('weir-gone@1.4.3');

    expect(result).toMatchObject({ verdict: 'benign', complete: true, error: null, findings: [] });
    expect(result.skipped).toMatchObject([
      {
        file: expect.any(String),
        reason: expect.stringMatching(/^not compared with 1\.4\.2, the release before: .*HTTP 404/),
      },
    ]);
    expect(stdout).toMatch(/^benign .*\n {4}not read {2}\S+\.tgz: not compared with 1\.4\.2/);
    expect(status).toBe(0);
  });
});

describe('weir scan of an update on PyPI', () => {
  it('holds each file against the one that is most like it', async () => {
    const result = await machine.resultOf('pypi:weir-lines==1.4.3');
    const bad = result.artifacts.find(({ filename }) => filename.endsWith('.whl'));

    expect(told(result)).toEqual(TOLD);
    expect(result).toMatchObject({ verdict: 'suspicious', complete: true, skipped: [] });
    const deltas = result.findings.filter(({ detector }) => detector === 'capability-delta');
    expect(new Set(deltas.map(({ artifact }) => artifact))).toEqual(new Set([bad?.sha256]));
    const asked = machine.pypi.requests.map(({ path }) => path.split('/').at(-1));
    expect(asked).toContain('weir_lines-1.4.2-py3-none-any.whl');
    expect(asked).not.toContain('weir_lines-1.4.2.tar.gz');
  });
});
