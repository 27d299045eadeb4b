import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnv } from '../../lib/env.ts';

const execute = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, '..', 'python', 'requirements.txt');
/** Downloading and unpacking some 50 small wheels. */
const INSTALL_MS_MAX = 170_000;

/** The Python environment of the peers, in a cache folder outside of the repository. */
export interface PythonTools {
  /** Path of a command of the environment. */
  command(this: void, name: 'devpi-init' | 'devpi-server' | 'pip' | 'twine'): string;
}

/** Why the peers of PyPI cannot run here; null when python3 can make an environment with pip. */
export async function missingPython(): Promise<string | null> {
  try {
    await execute('python3', ['-c', 'import venv, ensurepip, sys; sys.exit(sys.version_info < (3, 11))']);
    return null;
  } catch {
    return 'there is no python3 (3.11 or later) with venv and pip on this machine';
  }
}

/**
 * Makes the environment once for each version of the requirements, by the pip of this machine: wheels only, each with
 * its hash. Throws with pip's own words when it fails.
 */
export async function openPythonTools(): Promise<PythonTools> {
  const version = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const folder = join(homedir(), '.cache', 'weir', `peers-python-${version}`);
  const ready = join(folder, 'ready');
  const command = (name: string): string => join(folder, 'bin', name);
  if ((await stat(ready).catch(() => null)) === null) {
    // What an interrupted run left behind is not known to be whole.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await execute('python3', ['-m', 'venv', folder]);
    const options = [
      '--no-deps',
      '--require-hashes',
      '--only-binary',
      ':all:',
      '--disable-pip-version-check',
    ];
    // In this process' environment, the machine's pip configuration included: this is the one thing that is fetched.
    await execute(command('pip'), ['install', '--quiet', ...options, '-r', REQUIREMENTS], {
      timeout: INSTALL_MS_MAX,
    });
    await writeFile(ready, '');
  }
  return { command };
}

/** Runs a command to its end. Throws with what it printed when it fails. */
export async function runPython(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await execute(path, [...args], { env: { ...inheritedEnv(), ...env }, timeout: 60_000 });
}
