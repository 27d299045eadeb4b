import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Fault } from './knobs.ts';

/** What a route answers with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
  };
}

export function refused(reason: string): Answer {
  return json(400, { error: 'bad_request', reason });
}

export function notFound(): Answer {
  return json(404, { error: 'not_found', reason: 'document not found' });
}

const HTML = Buffer.from(
  '<!DOCTYPE html><html><head><title>Attention</title></head><body>cdn error</body></html>',
);

async function sendSlowly(
  response: ServerResponse,
  body: Buffer,
  fault: Extract<Fault, { kind: 'slow' }>,
): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed; at += fault.chunkBytes) {
    response.write(body.subarray(at, at + fault.chunkBytes));
    await delay(fault.delayMs);
  }
  response.end();
}

/** Sends an answer, or spoils it as the fault says. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | null,
): Promise<void> {
  const write = (status: number, headers: Readonly<Record<string, string>>, body: Buffer): void => {
    response.writeHead(status, { ...headers, 'content-length': String(body.length) });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  switch (fault?.kind) {
    case undefined:
      return write(answer.status, answer.headers, answer.body);
    case 'rate-limit':
      return write(
        429,
        fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
        Buffer.alloc(0),
      );
    case 'html':
      return write(fault.status, { 'content-type': 'text/html; charset=UTF-8' }, HTML);
    case 'status':
      return write(fault.status, {}, Buffer.alloc(0));
    case 'truncated':
      return write(answer.status, answer.headers, answer.body.subarray(0, answer.body.length >> 1));
    case 'corrupt':
      return write(
        answer.status,
        answer.headers,
        Buffer.from(answer.body).fill(0x5a, answer.body.length >> 1),
      );
    case 'gzip-bomb': {
      const body = gzipSync(Buffer.alloc(fault.sizeBytes, 0x20));
      return write(200, { ...answer.headers, 'content-encoding': 'gzip' }, body);
    }
    case 'reset':
      request.socket.destroy();
      return;
    case 'slow':
      response.writeHead(answer.status, answer.headers);
      return sendSlowly(response, answer.body, fault);
  }
}
