import type { TestPostgres } from '@weir/store/testing';
import { startCouch } from './couch.ts';
import { type Follower, startFollower } from './follower.ts';
import { createMirror, type Mirror } from './mirror.ts';
import { createNpmClient, type NpmClient } from './npm-client.ts';
import { startVerdaccio, type Verdaccio } from './verdaccio.ts';

/** Two servers that are not ours as one registry, its own npm client, and Weir that follows it from the empty start. */
export interface Pair extends AsyncDisposable {
  readonly verdaccio: Verdaccio;
  readonly npm: NpmClient;
  /** What puts verdaccio's changes into the feed. */
  readonly mirror: Mirror;
  readonly weir: Follower;
}

/** Starts the documents of verdaccio beside the feed of a CouchDB, on a database of its own. */
export async function openPair(postgres: TestPostgres): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const verdaccio = stack.use(await startVerdaccio());
  const npm = stack.use(await createNpmClient(verdaccio.origin, verdaccio.token));
  const couch = stack.use(await startCouch());
  const bases = { feed: couch.databaseUrl, documents: verdaccio.origin };
  const weir = stack.use(await startFollower(await postgres.createDatabase(), bases));
  const owned = stack.move();
  return {
    verdaccio,
    npm,
    mirror: createMirror(verdaccio, couch),
    weir,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
