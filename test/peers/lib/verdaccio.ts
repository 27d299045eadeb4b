import { mkdtemp, rm } from 'node:fs/promises';
import { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runServer } from 'verdaccio';
import { z } from 'zod';
import { listenOnLoopback } from './listen.ts';

/** A package of this scope is shown to its users only. */
export const CLOSED_SCOPE = '@closed';

/** verdaccio with one user, in a temporary directory. */
export interface Verdaccio extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: documents and tarballs. */
  readonly origin: string;
  /** Of the user `ann`, who may publish and unpublish. */
  readonly token: string;
  /** A package's document as its user reads it now; null when there is none. */
  readDocument(name: string): Promise<unknown>;
}

/**
 * Starts a registry that is not ours. It has no uplink: what was not published to it does not exist.
 */
export async function startVerdaccio(): Promise<Verdaccio> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'weir-peer-verdaccio-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const mayWrite = { publish: '$authenticated', unpublish: '$authenticated' };
  const server: unknown = await runServer({
    self_path: join(directory, 'config.yaml'),
    storage: join(directory, 'storage'),
    uplinks: {},
    // The least that bcrypt takes: nobody else can reach this server.
    auth: { htpasswd: { file: join(directory, 'htpasswd'), algorithm: 'bcrypt', rounds: 4 } },
    packages: {
      [`${CLOSED_SCOPE}/*`]: { access: '$authenticated', ...mayWrite },
      '**': { access: '$all', ...mayWrite },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
  });
  if (!(server instanceof Server)) throw new TypeError('verdaccio is no HTTP server');
  const { origin } = stack.use(await listenOnLoopback(server));
  const answer = await fetch(`${origin}/-/user/org.couchdb.user:ann`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'ann', password: 'of a test', email: 'ann@weir.test' }),
  });
  const { token } = z.object({ token: z.string() }).parse(await answer.json());
  const owned = stack.move();
  return {
    origin,
    token,
    async readDocument(name) {
      const response = await fetch(`${origin}/${encodeURIComponent(name)}`, {
        headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      });
      const document: unknown = await response.json();
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`${name}: ${response.status} ${JSON.stringify(document)}`);
      return document;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
