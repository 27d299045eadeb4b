import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry's file host on loopback: what a path answers can change while a test runs. */
export interface FileServer extends AsyncDisposable {
  readonly origin: string;
  /** Bytes answer 200; a status answers that. Paths without an answer are 404. */
  answer(path: string, answer: Uint8Array | number): void;
  /** How often a path was asked for. */
  asked(path: string): number;
}

/** Starts a file server on a free port. */
export async function startFileServer(): Promise<FileServer> {
  const answers = new Map<string, Uint8Array | number>();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    counts.set(path, (counts.get(path) ?? 0) + 1);
    const answer = answers.get(path) ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, { 'content-length': answer.length }).end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (path, answer) => void answers.set(path, answer),
    asked: (path) => counts.get(path) ?? 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
