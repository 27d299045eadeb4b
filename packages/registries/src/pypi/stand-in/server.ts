import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '@weir/model';
import { systemClock } from '@weir/runtime';
import { json } from '../../lib/stand-in/answers.ts';
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
import { knobOfTransport, type TransportFault } from '../../lib/stand-in/transport.ts';
import { type PypiBehaviour, parseBehaviour } from './behaviour.ts';
import { canSpoil, spoil } from './hostile.ts';
import { HOSTILE_KNOBS, type HostileKnob, type KnobName, TARGETS, type Target } from './knob-list.ts';
import { createRoutes, type Route } from './routes.ts';
import { createCore } from './world.ts';
import type { World } from './world-types.ts';

/** One way to answer badly. */
export type Fault = TransportFault | { readonly kind: HostileKnob };
export type Knobs = AnyKnobs<Target, Fault>;
export type FiredCounts = Readonly<Record<KnobName, number>>;

export interface PypiStandInOptions {
  readonly clock?: Clock;
  /** Seed of everything that varies (serial gaps). */
  readonly seed?: number;
  readonly firstSerial?: number;
  /** 0, the default, picks a free port. */
  readonly port?: number;
  /** Factor on every duration: 1, the default, is real time, 0.001 a thousand times faster. */
  readonly scale?: number;
  /** Instead of what is known of PyPI; see `PYPI_BEHAVIOUR`. */
  readonly behaviour?: Partial<PypiBehaviour>;
}

export type SeenRequest = AnySeenRequest<Target>;

/** A local server that behaves, and on demand misbehaves, like PyPI. */
export interface PypiStandIn extends AsyncDisposable {
  /** `http://127.0.0.1:port`: index and files. */
  readonly url: string;
  readonly world: World;
  readonly knobs: Knobs;
  readonly behaviour: PypiBehaviour;
  readonly timeline: Timeline;
  /** The last requests, oldest first (at most 10,000). */
  readonly requests: readonly SeenRequest[];
  /** All requests since the start. */
  readonly requestCounts: Readonly<Record<Target, number>>;
  /** How often each knob was really met by a client. */
  readonly fired: FiredCounts;
}

const BODY_BYTES_MAX = 64 * 1024;
const HOSTILE: ReadonlySet<string> = new Set(HOSTILE_KNOBS);

function isHostile(fault: Fault): fault is { readonly kind: HostileKnob } {
  return HOSTILE.has(fault.kind);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Starts the stand-in on loopback; disposing it ends open connections. */
export async function startPypiStandIn(options: PypiStandInOptions = {}): Promise<PypiStandIn> {
  let url = '';
  const timeline = createTimeline(options.clock ?? systemClock, options.scale ?? 1);
  const core = createCore({
    timeline,
    behaviour: parseBehaviour(options.behaviour ?? {}),
    random: createRandom(options.seed ?? 1),
    firstSerial: options.firstSerial ?? 31_000_000,
  });
  const route = createRoutes(core, () => url);
  const knobs: Knobs = createKnobs();
  const log = createRequestLog(TARGETS);

  function find(request: IncomingMessage, body: string): Route & { readonly path: string } {
    const target = addressOf(request);
    if (!target) {
      const path = request.url ?? '/';
      return { target: 'document', name: null, path, answer: () => json(400, { message: 'malformed path' }) };
    }
    const found = route({ method: request.method ?? 'GET', url: target, headers: request.headers, body });
    return { ...found, path: `${target.pathname}${target.search}` };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    timeline.settle();
    const { target, name, path, answer: ask } = find(request, body);
    log.note({ target, name, path, headers: request.headers });
    const ended = new AbortController();
    response.once('close', () => ended.abort());
    const right = ask();
    const fault = knobs.take(target, name, (one) =>
      isHostile(one) ? canSpoil(right) : right.body.length > 1,
    );
    const hostile = fault !== null && isHostile(fault);
    if (fault) core.fired.add(hostile ? fault.kind : `${target}-${knobOfTransport(fault)}`);
    const answer = hostile ? spoil(right, fault.kind) : right;
    const exchange = { request, response, timeline, closed: ended.signal };
    if (await send(exchange, answer, fault === null || hostile ? null : fault)) answer.given?.();
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      response.destroy();
    });
  });
  url = await listenOnLoopback(server, options.port ?? 0);
  return {
    url,
    world: core.world,
    knobs,
    behaviour: core.behaviour,
    timeline,
    requests: log.requests,
    requestCounts: log.counts,
    get fired() {
      return core.fired.counts();
    },
    [Symbol.asyncDispose]: () => stopServer(server),
  };
}
