import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarball, zip } from '@weir/testkit/archive';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import type { SarifLog } from '../scan/sarif/document.ts';
import { sarifValidator } from '../testing/json-schemas.ts';
import { newFolder, type ScanRun, startScan } from '../testing/run-scan.ts';

const cwd = newFolder('scan-previous-cwd');
const tmp = newFolder('scan-previous-tmp');
afterAll(() => {
  for (const folder of [cwd, tmp]) rmSync(folder, { recursive: true, force: true });
});

const PLAIN = 'exports.pad = (text, width) => text.padStart(width);\n';
const SENDING = `${PLAIN}require('node:https').request('https://lines.weir.example/note').end('x');\n`;

function manifest(version: string): string {
  return JSON.stringify({ name: 'weir-pad', version, main: 'index.js' });
}

function npm(version: string, code: string): string {
  const name = `weir-pad-${version}.tgz`;
  const archive = tarball().file('package/package.json', manifest(version)).file('package/index.js', code);
  writeFileSync(join(cwd, name), archive.build());
  return name;
}

const old = npm('1.4.2', PLAIN);
const update = npm('1.4.3', SENDING);
mkdirSync(join(cwd, 'checkout'));
writeFileSync(join(cwd, 'checkout', 'package.json'), manifest('1.4.4'));
writeFileSync(join(cwd, 'checkout', 'index.js'), SENDING);
const wheel = 'weir_pad-1.4.2-py3-none-any.whl';
writeFileSync(
  join(cwd, wheel),
  zip()
    .file('weir_pad-1.4.2.dist-info/METADATA', 'Metadata-Version: 2.1\nName: weir-pad\nVersion: 1.4.2\n')
    .file('weir_pad/__init__.py', 'def pad(text):\n    return text\n')
    .build(),
);

function scan(...args: readonly string[]): Promise<ScanRun> {
  return startScan(['--offline', ...args], { cwd, tmp, input: '' }).ended;
}

async function resultOf(...args: readonly string[]): Promise<ScanResult> {
  return JSON.parse((await scan('--format', 'ndjson', ...args)).stdout);
}

describe('weir scan --previous', () => {
  it('tells what the update can do that the release before could not', async () => {
    const result = await resultOf('--previous', old, update);

    expect(result.findings.map(({ id, line }) => `${id} ${line}`).toSorted()).toEqual([
      'capability-delta/ability 2',
      'capability-delta/destination 2',
    ]);
    expect(result).toMatchObject({ target: update, verdict: 'suspicious', complete: true, skipped: [] });
    expect(result.artifacts.map(({ filename }) => filename)).toEqual([update]);
  });

  it('holds a directory against an archive, and names the release before to a person', async () => {
    const { stdout, code } = await scan('--previous', old, 'checkout');

    expect(stdout).toMatch(/^suspicious {4}checkout {2}\(.*, compared with 1\.4\.2, \d+ ms\)\n/);
    expect(stdout).toMatch(/index\.js:2, runs at import \[capability-delta\/ability\]/);
    expect(code).toBe(1);
  });

  it('tells in SARIF which release it was', async () => {
    const log: SarifLog = JSON.parse((await scan('--format', 'sarif', '--previous', old, update)).stdout);

    expect(sarifValidator()(log)).toEqual([]);
    expect(log.runs[0]?.results.map(({ message }) => message.text)).toContain(
      `this patch release opens connections, which 1.4.2 did nowhere (runs at import, in ${update}).`,
    );
  });

  it('keeps the verdict, incomplete, where the other is no release before it', async () => {
    const result = await resultOf('--previous', wheel, update);

    expect(result).toMatchObject({ verdict: 'inconclusive', complete: false, error: null });
    expect(result.skipped).toEqual([
      {
        file: wheel,
        reason: `not compared with it as the release before: it is of pypi, and ${update} is of npm`,
        sizeBytes: null,
      },
    ]);
  });

  it.each([
    [['--previous', old, update, 'checkout'], /--previous takes the release before one target/],
    [['--previous', 'missing.tgz', update], /--previous missing\.tgz: no such file or directory/],
  ])('refuses %j in one line', async (args, message) => {
    const run = await scan(...args);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
});
