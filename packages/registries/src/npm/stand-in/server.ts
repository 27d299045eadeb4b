import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { type Knobs as AnyKnobs, createKnobs } from '../../lib/stand-in/knobs.ts';
import { listenOnLoopback, stopServer } from '../../lib/stand-in/loopback.ts';
import { createRandom } from '../../lib/stand-in/random.ts';
import {
  type SeenRequest as AnySeenRequest,
  addressOf,
  createRequestLog,
} from '../../lib/stand-in/request-log.ts';
import { send } from '../../lib/stand-in/send.ts';
import { createTimeline, type Timeline } from '../../lib/stand-in/timeline.ts';
import { refused } from './answers.ts';
import { parseBehaviour, type StandInBehaviour } from './behaviour.ts';
import { createCore } from './core.ts';
import { type Fault, isPageFault, knobOfFault } from './faults.ts';
import type { FiredCounts } from './fired.ts';
import { TARGETS, type Target } from './knob-list.ts';
import { applies, createPageSpoiler } from './pages.ts';
import { createPollLimit } from './poll-limit.ts';
import { createDocumentRoutes } from './route-document.ts';
import { createFeedRoutes } from './route-feed.ts';
import { type Route, route } from './routes.ts';
import { createWorld, type World } from './world.ts';

/** Faults of this stand-in that wait for their requests. */
export type Knobs = AnyKnobs<Target, Fault>;

export interface StandInOptions {
  readonly clock?: Clock;
  /** Seed of everything that varies (sequence gaps). */
  readonly seed?: number;
  readonly firstSeq?: number;
  /** 0, the default, picks a free port. */
  readonly port?: number;
  /** Factor on every duration: 1, the default, is real time, 0.001 a thousand times faster. */
  readonly scale?: number;
  /** What a prober found out, instead of {@link STAND_IN_BEHAVIOUR}. */
  readonly behaviour?: Partial<StandInBehaviour>;
  /** Puts the edge cache of 300 s before documents; off by default. */
  readonly edgeCache?: boolean;
}

export type SeenRequest = AnySeenRequest<Target>;

/** A local server that behaves, and on demand misbehaves, like the npm registry. */
export interface NpmStandIn extends AsyncDisposable {
  /** `http://127.0.0.1:port`: base of documents and tarballs. */
  readonly url: string;
  /** Base of the change feed. */
  readonly feedUrl: string;
  readonly world: World;
  readonly knobs: Knobs;
  readonly behaviour: StandInBehaviour;
  readonly timeline: Timeline;
  /** The last requests, oldest first (at most 10,000). */
  readonly requests: readonly SeenRequest[];
  /** All requests since the start. */
  readonly requestCounts: Readonly<Record<Target, number>>;
  /** How often each knob was really met by a client. */
  readonly fired: FiredCounts;
}

/** Starts the stand-in on loopback; disposing it ends open connections. */
export async function startNpmStandIn(options: StandInOptions = {}): Promise<NpmStandIn> {
  let url = '';
  const timeline = createTimeline(options.clock ?? systemClock, options.scale ?? 1);
  const core = createCore({
    timeline,
    behaviour: parseBehaviour(options.behaviour ?? {}),
    random: createRandom(options.seed ?? 1),
    firstSeq: options.firstSeq ?? 129_000_000,
    base: () => url,
  });
  const { world, watch, holds } = createWorld(core);
  world.edge.enabled = options.edgeCache ?? false;
  const routers = {
    core,
    feed: createFeedRoutes(core, watch),
    documents: createDocumentRoutes(core, world.edge, holds),
    pollLimit: createPollLimit(core),
  };
  const knobs: Knobs = createKnobs();
  const spoilPage = createPageSpoiler();
  const log = createRequestLog(TARGETS);

  function find(request: IncomingMessage): Route & { readonly path: string } {
    const target = addressOf(request);
    if (!target) {
      const path = request.url ?? '/';
      return { target: 'document', name: null, path, answer: () => refused('malformed path') };
    }
    const found = route(routers, { method: request.method ?? 'GET', url: target, headers: request.headers });
    return { ...found, path: `${target.pathname}${target.search}` };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    timeline.settle();
    const found = find(request);
    const { target, name, path } = found;
    log.note({ target, name, path, headers: request.headers });
    const ended = new AbortController();
    response.once('close', () => ended.abort());
    const right = found.answer();
    const fault = knobs.take(target, name, (one) => applies(one, right));
    if (fault) core.fired.add(knobOfFault(target, fault));
    const isPage = fault !== null && isPageFault(fault);
    const answer = isPage ? spoilPage(right, fault) : right;
    const exchange = { request, response, timeline, closed: ended.signal };
    if (await send(exchange, answer, isPage ? null : fault)) answer.given?.();
  }

  const server = createServer((request, response) => {
    // A body that nobody asked for must not keep the connection busy.
    request.resume();
    handle(request, response).catch(() => {
      response.destroy();
    });
  });
  url = await listenOnLoopback(server, options.port ?? 0);
  return {
    url,
    feedUrl: `${url}/registry`,
    world,
    knobs,
    behaviour: core.behaviour,
    timeline,
    requests: log.requests,
    requestCounts: log.counts,
    get fired() {
      timeline.settle();
      core.shadows.settle(timeline.now());
      return core.fired.counts();
    },
    [Symbol.asyncDispose]: () => stopServer(server),
  };
}
