import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { send } from './answers.ts';
import { createKnobs, type Knobs } from './knobs.ts';
import { createRandom } from './random.ts';
import { type Route, route } from './routes.ts';
import { createWorld, type World } from './world.ts';

export interface StandInOptions {
  readonly clock?: Clock;
  /** Seed of everything that varies (sequence gaps). */
  readonly seed?: number;
  readonly firstSeq?: number;
  /** 0, the default, picks a free port. */
  readonly port?: number;
}

/** A request that was answered, for tests that count. */
export interface SeenRequest {
  readonly target: Route['target'];
  readonly name: string | null;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A local server that behaves, and on demand misbehaves, like the npm registry. */
export interface NpmStandIn extends AsyncDisposable {
  /** `http://127.0.0.1:port`: base of documents and tarballs. */
  readonly url: string;
  /** Base of the change feed. */
  readonly feedUrl: string;
  readonly world: World;
  readonly knobs: Knobs;
  /** The last requests, oldest first (at most 10,000). */
  readonly requests: readonly SeenRequest[];
}

const REQUESTS_KEPT = 10_000;

/** Starts the stand-in on loopback; disposing it ends open connections. */
export async function startNpmStandIn(options: StandInOptions = {}): Promise<NpmStandIn> {
  const clock = options.clock ?? systemClock;
  let url = '';
  const world = createWorld({
    clock,
    random: createRandom(options.seed ?? 1),
    firstSeq: options.firstSeq ?? 129_000_000,
    base: () => url,
  });
  const knobs = createKnobs();
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const target = new URL(request.url ?? '/', 'http://stand-in.test');
    const found = route(world, clock, { url: target, headers: request.headers });
    requests.push({
      target: found.target,
      name: found.name,
      path: `${target.pathname}${target.search}`,
      headers: request.headers,
    });
    if (requests.length > REQUESTS_KEPT) requests.shift();
    send(request, response, found.answer(), knobs.take(found.target, found.name)).catch(() => {
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    feedUrl: `${url}/registry`,
    world,
    knobs,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
