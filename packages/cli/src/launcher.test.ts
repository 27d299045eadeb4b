import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readVersion } from '@weir/platform/version';
import { afterAll, describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../../bin/weir', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'weir-launcher-'));
const link = join(folder, 'weir');
symlinkSync(launcher, link);
afterAll(() => rmSync(folder, { recursive: true }));

/** Makes Node look too old to run TypeScript, so that the launcher has to start the pinned one. */
const OLD = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });",
)}`;
const ways = [
  ['by Node 24 itself', [link]],
  ['by an older Node', ['--import', OLD, link]],
] as const;

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie whose parent has not looked yet is gone for our purposes.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe.each(ways)('bin/weir started %s, through a link, from another folder', (_how, args) => {
  it('runs the command line', () => {
    const run = spawnSync(process.execPath, [...args, '--version'], { cwd: folder, encoding: 'utf8' });

    expect(run).toMatchObject({ status: 0, stdout: `${readVersion()}\n`, stderr: '' });
  });

  it('passes the exit code through', () => {
    const run = spawnSync(process.execPath, [...args, 'scan', './nothing-here.tgz', '--format', 'ndjson'], {
      cwd: folder,
      encoding: 'utf8',
    });

    expect(run.status).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ target: './nothing-here.tgz', verdict: null });
  });

  it('passes signals through and ends as the program ended', async () => {
    const child = spawn(process.execPath, [...args, 'scan', '--stdin', './nothing-here.tgz'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');

    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });
});

describe.runIf(process.platform === 'linux')('bin/weir killed', () => {
  it('takes the program with it', async () => {
    const child = spawn(process.execPath, ['--import', OLD, link, 'scan', '--stdin', './nothing-here.tgz'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const [program = 0] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    expect(processExists(program)).toBe(true);

    child.kill('SIGKILL');
    await once(child, 'exit');
    // stdout closes when the last process that holds it is gone.
    await once(child, 'close');

    await expect.poll(() => processExists(program), { timeout: 5_000 }).toBe(false);
  });
});
