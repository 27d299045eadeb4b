import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, it } from 'vitest';
import { newFolder, type ScanRun, startScan } from '../testing/run-scan.ts';

const cwd = newFolder('explain-cwd');
const tmp = newFolder('explain-tmp');
afterAll(() => {
  for (const folder of [cwd, tmp]) rmSync(folder, { recursive: true, force: true });
});

const MANIFEST = JSON.stringify({ name: 'x', version: '1.0.0' });
/** Codes and calls of the operating system, which say nothing to who scans. */
const RAW = /\bE[A-Z]{4,}\b|\bscandir\b|\bopen '/;

function scan(args: readonly string[], input = ''): Promise<ScanRun> {
  return startScan(args, { cwd, tmp, input }).ended;
}

describe('weir scan explains', () => {
  it.each([
    ['human', '', ''],
    ['ndjson', '', ''],
    ['human', '\n  \r\n', ''],
  ])('an input without targets (%s, %j)', async (format, input, stdout) => {
    const run = await scan(['--stdin', '--format', format], input);

    expect(run).toMatchObject({ code: 2, stdout });
    expect(run.stderr).toBe('weir: nothing to scan: standard input named no target; give one a line\n');
  });

  it('takes targets of the command line where standard input has none', async () => {
    writeFileSync(join(cwd, 'good.tgz'), tarball().file('package/package.json', MANIFEST).build());

    expect(await scan(['good.tgz', '--stdin'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('an archive whose package.json lies where npm does not look', async () => {
    writeFileSync(join(cwd, 'flat.tgz'), tarball().file('package.json', MANIFEST).build());
    writeFileSync(join(cwd, 'bare.tgz'), tarball().file('package/index.js', '1').build());
    mkdirSync(join(cwd, 'around', 'package'), { recursive: true });
    writeFileSync(join(cwd, 'around', 'package', 'package.json'), MANIFEST);

    const { stdout, code } = await scan(['flat.tgz', 'bare.tgz', 'around', '--format', 'ndjson']);

    const reasons = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).skipped[0].reason);
    expect(reasons).toEqual([
      'not a package: package.json is at the top of the archive, where npm does not look; it is expected in the first folder, as package/package.json',
      'not a package: there is no package.json in the first folder of the archive; it is expected as package/package.json',
      'not a package: there is no package.json in the folder; there is one below, at package/package.json: scan that folder',
    ]);
    expect(code).toBe(2);
  });

  it('a folder of rules that is not there', async () => {
    const run = await scan(['good.tgz', '--rules', 'absent']);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/^weir: YARA rules in absent: the folder cannot be read: there is no such/);
    expect(run.stderr).not.toMatch(RAW);
  });

  it.runIf(process.getuid?.() !== 0)('what it may not read', async () => {
    mkdirSync(join(cwd, 'shut', 'inner'), { recursive: true });
    writeFileSync(join(cwd, 'secret.tgz'), '');
    writeFileSync(join(cwd, 'shut', 'package.json'), MANIFEST);
    writeFileSync(join(cwd, 'shut', 'index.js'), '1');
    for (const path of ['secret.tgz', 'shut/inner', 'shut/index.js']) chmodSync(join(cwd, path), 0);

    const run = await scan(['secret.tgz', 'shut']);
    chmodSync(join(cwd, 'shut', 'inner'), 0o700);

    expect(run.stdout).toContain('secret.tgz cannot be read: permission denied');
    expect(run.stdout).toContain('cannot be listed: permission denied');
    expect(run.stdout.match(/index\.js: cannot be read: permission denied/g)).toHaveLength(1);
    expect(run.stdout).not.toMatch(RAW);
  });
});
