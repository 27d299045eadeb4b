import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@weir/runtime';
import { z } from 'zod';
import { inheritedEnv } from '../../lib/env.ts';
import { type PythonTools, runPython } from './python.ts';

const ROOT_PASSWORD = 'of the root';
const USER = { name: 'ann', password: 'of a test' } as const;
/** Its first start compiles what was unpacked. */
const START_MS_MAX = 90_000;
const loginSchema = z.object({ result: z.object({ password: z.string() }) });

/** devpi with one user and one index, in a temporary directory. */
export interface Devpi extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: index and files. */
  readonly origin: string;
  /** The simple index, without a trailing slash. */
  readonly simple: string;
  /** Where twine uploads to. */
  readonly uploads: string;
  readonly user: typeof USER;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('not listening on a port');
  return address.port;
}

/**
 * Starts a PyPI-compatible server that is not ours. It mirrors nothing: what was not uploaded to it does not exist.
 *
 * What differs from PyPI (devpi-server 6.20): the JSON of the simple index (PEP 691) has version 1.0 of the format, so no
 * serials (removals are not told then: a page may be an older copy), no list of versions, no sizes, no times; no ETag; no
 * RSS, no JSON API, no journal.
 */
export async function startDevpi(python: PythonTools): Promise<Devpi> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'weir-peer-devpi-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const env = { HOME: directory };
  const state = join(directory, 'server');
  const init = ['--serverdir', state, '--no-root-pypi', '--root-passwd', ROOT_PASSWORD];
  await runPython(python.command('devpi-init'), init, env);
  const port = await freePort();
  const child = spawn(
    python.command('devpi-server'),
    ['--serverdir', state, '--host', '127.0.0.1', '--port', String(port), '--threads', '4'],
    { env: { ...inheritedEnv(), ...env }, stdio: 'ignore' },
  );
  const exit = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const origin = `http://127.0.0.1:${port}`;

  async function call(method: string, path: string, token: string | null, body?: object): Promise<unknown> {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(token === null ? {} : { 'x-devpi-auth': token }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async function login(user: string, password: string): Promise<string> {
    const { result } = loginSchema.parse(await call('POST', '/+login', null, { user, password }));
    return Buffer.from(`${user}:${result.password}`).toString('base64');
  }

  const endMs = systemClock.now() + START_MS_MAX;
  while (
    !(await fetch(origin).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`devpi-server ended with ${child.exitCode}`);
    if (systemClock.now() > endMs) throw new Error('devpi-server does not answer');
    await systemClock.sleep(100);
  }
  const root = await login('root', ROOT_PASSWORD);
  await call('PUT', `/${USER.name}`, root, { password: USER.password, email: 'ann@weir.test' });
  const token = await login(USER.name, USER.password);
  const index = `/${USER.name}/dev`;
  await call('PUT', index, token, { bases: [], type: 'stage', volatile: true });
  const owned = stack.move();
  return {
    origin,
    simple: `${origin}${index}/+simple`,
    uploads: `${origin}${index}/`,
    user: USER,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
