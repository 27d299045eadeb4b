import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@weir/model';
import { complaintAbout } from './check.ts';

const PATH = '/services/T00000000/B00000000/stand-in';
const BODY_BYTES_MAX = 1024 * 1024;

/**
 * How the stand-in answers one request. `silent` and `reset` take the message in first, as Slack may have done when
 * the connection dies; the sender cannot know.
 */
export type StandInAnswer =
  | { readonly kind: 'ok' }
  /** Null leaves the header out; `bodySeconds` puts `retry_after` into the JSON body. */
  | { readonly kind: 'rate-limit'; readonly retryAfter: string | null; readonly bodySeconds?: number }
  | { readonly kind: 'status'; readonly status: number; readonly body: string; readonly taken: boolean }
  | { readonly kind: 'redirect'; readonly location: string }
  /** Takes the message and never answers. */
  | { readonly kind: 'silent' }
  /** Takes the message and cuts the connection. */
  | { readonly kind: 'reset' };

/** One request as it arrived. */
export interface StandInRequest {
  readonly arrivedAtMs: number;
  readonly body: string;
  readonly answer: StandInAnswer['kind'] | 'complaint';
  /** Whether people in the channel see the message. */
  readonly taken: boolean;
}

export interface SlackStandIn extends AsyncDisposable {
  /** The webhook's address. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly StandInRequest[];
  /** Answers for the next requests, in order; after them comes `always`. */
  next(...answers: readonly StandInAnswer[]): void;
  always(answer: StandInAnswer): void;
}

export interface SlackStandInOptions {
  readonly clock: Clock;
  /** Port to listen on; free by default. */
  readonly port?: number;
  /** Requests that come faster than this get 429 as Slack gives it; off by default. */
  readonly intervalMsMin?: number;
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

function respond(response: ServerResponse, answer: StandInAnswer): void {
  switch (answer.kind) {
    case 'ok':
      response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
      break;
    case 'rate-limit': {
      const body = {
        ok: false,
        error: 'rate_limited',
        ...(answer.bodySeconds !== undefined && { retry_after: answer.bodySeconds }),
      };
      const header = answer.retryAfter === null ? {} : { 'retry-after': answer.retryAfter };
      response.writeHead(429, { 'content-type': 'application/json', ...header }).end(JSON.stringify(body));
      break;
    }
    case 'status':
      response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(answer.body);
      break;
    case 'redirect':
      response.writeHead(302, { location: answer.location }).end();
      break;
    case 'silent':
      break;
    case 'reset':
      response.destroy();
      break;
  }
}

function isTaken(answer: StandInAnswer): boolean {
  return answer.kind === 'status' ? answer.taken : ['ok', 'silent', 'reset'].includes(answer.kind);
}

/**
 * A Slack incoming webhook on loopback that answers as it is told to, refuses what Block Kit refuses, and keeps a
 * record of everything that arrived: the ground truth of alert tests and the other side of the demo.
 */
export async function startSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const requests: StandInRequest[] = [];
  const scripted: StandInAnswer[] = [];
  let standing: StandInAnswer = { kind: 'ok' };
  let lastAtMs = Number.NEGATIVE_INFINITY;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const arrivedAtMs = options.clock.now();
    const complaint = request.method === 'POST' && request.url === PATH ? complaintAbout(body) : 'no_service';
    if (complaint !== null) {
      requests.push({ arrivedAtMs, body, answer: 'complaint', taken: false });
      response
        .writeHead(complaint === 'no_service' ? 404 : 400, { 'content-type': 'text/plain' })
        .end(complaint);
      return;
    }
    const tooFast = arrivedAtMs - lastAtMs < (options.intervalMsMin ?? 0);
    lastAtMs = arrivedAtMs;
    const answer: StandInAnswer = tooFast
      ? { kind: 'rate-limit', retryAfter: '1' }
      : (scripted.shift() ?? standing);
    requests.push({ arrivedAtMs, body, answer: answer.kind, taken: isTaken(answer) });
    respond(response, answer);
  }

  const server = createServer((request, response) => {
    // A sender that was killed in mid-request leaves nothing to answer.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    requests,
    next: (...answers) => {
      scripted.push(...answers);
    },
    always: (answer) => {
      standing = answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
