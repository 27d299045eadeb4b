import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answers.ts';
import { renderRetryAfter } from './retry-after.ts';
import type { Timeline } from './timeline.ts';
import type { TransportFault } from './transport.ts';

/** A request to answer. `closed` aborts when the client, or the stand-in, ends the connection. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly timeline: Timeline;
  readonly closed: AbortSignal;
}

const HTML = Buffer.from(
  '<!DOCTYPE html><html><head><title>Attention</title></head><body>cdn error</body></html>',
);
const EMPTY = Buffer.alloc(0);
const BOMB_PART_BYTES = 16 * 1024 * 1024;
const ENDLESS_CHUNK = Buffer.alloc(64 * 1024, 0x20);
const RETRY_AFTER_SECONDS = 30;

const bombs = new Map<number, Buffer>();

/** gzip of many spaces: members follow each other, so that a gigabyte costs one part. */
function gzipBomb(sizeBytes: number): Buffer {
  const known = bombs.get(sizeBytes);
  if (known) return known;
  const whole = Math.floor(sizeBytes / BOMB_PART_BYTES);
  const part = whole > 0 ? gzipSync(Buffer.alloc(BOMB_PART_BYTES, 0x20)) : EMPTY;
  const rest = gzipSync(Buffer.alloc(sizeBytes % BOMB_PART_BYTES, 0x20));
  const bomb = Buffer.concat([...Array.from({ length: whole }, () => part), rest]);
  bombs.set(sizeBytes, bomb);
  return bomb;
}

async function written(response: ServerResponse, chunk: Uint8Array, closed: AbortSignal): Promise<void> {
  if (response.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      closed.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    closed.addEventListener('abort', done);
  });
}

async function sendSlowly(
  { response, timeline, closed }: Exchange,
  { headers, status, body }: Answer,
  fault: Extract<TransportFault, { kind: 'slow' }>,
): Promise<void> {
  response.writeHead(status, { ...headers });
  for (let at = 0; at < body.length; at += fault.chunkBytes) {
    await written(response, body.subarray(at, at + fault.chunkBytes), closed);
    await timeline.pause(fault.delayMs, closed);
  }
  response.end();
}

async function sendEndlessly(
  { response, timeline, closed }: Exchange,
  { headers, status }: Answer,
  delayMs: number,
): Promise<void> {
  response.writeHead(status, { ...headers });
  response.write('{"endless":[');
  while (!closed.aborted) {
    await written(response, ENDLESS_CHUNK, closed);
    // A pause of zero lets other requests have their turn.
    await timeline.pause(delayMs, closed);
  }
}

/**
 * Sends an answer, or spoils it as the fault says. Resolves to true when the client was given the answer as it is;
 * rejects when the client hangs up in the middle.
 */
export async function send(
  exchange: Exchange,
  answer: Answer,
  fault: TransportFault | null,
): Promise<boolean> {
  const { request, response, timeline, closed } = exchange;
  const { status, headers, body } = answer;
  const write = (code: number, fields: Readonly<Record<string, string>>, bytes: Buffer): void => {
    // 304 has no body, and no length of its own.
    response.writeHead(
      code,
      code === 304 ? { ...fields } : { ...fields, 'content-length': String(bytes.length) },
    );
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
  switch (fault?.kind) {
    case undefined:
      write(status, headers, body);
      return true;
    case 'rate-limit': {
      const { form = 'absent', seconds = RETRY_AFTER_SECONDS } = fault;
      const header = fault.retryAfter ?? renderRetryAfter(form, timeline.scaled(seconds), timeline.now());
      write(429, header === null ? {} : { 'retry-after': header }, EMPTY);
      return false;
    }
    case 'html': {
      const retry = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      write(fault.status, { 'content-type': 'text/html; charset=UTF-8', ...retry }, HTML);
      return false;
    }
    case 'status':
      write(fault.status, {}, EMPTY);
      return false;
    case 'truncated':
      write(status, headers, body.subarray(0, body.length >> 1));
      return false;
    case 'cut-off':
      response.writeHead(status, { ...headers, 'content-length': String(body.length) });
      response.write(body.subarray(0, body.length >> 1), () => response.destroy());
      return false;
    case 'corrupt':
      write(status, headers, Buffer.from(body).fill(0x5a, body.length >> 1));
      return false;
    case 'gzip-bomb':
      write(200, { ...headers, 'content-encoding': 'gzip' }, gzipBomb(fault.sizeBytes));
      return false;
    case 'reset':
      request.socket.destroy();
      return false;
    case 'hang':
      await new Promise((resolve) => closed.addEventListener('abort', resolve));
      return false;
    case 'endless':
      await sendEndlessly(exchange, answer, fault.delayMs ?? 0);
      return false;
    case 'slow':
      await sendSlowly(exchange, answer, fault);
      return true;
  }
}
