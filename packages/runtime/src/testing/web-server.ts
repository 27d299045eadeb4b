import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A server on loopback with a handler a path; what it was asked is on record. */
export interface WebServer extends AsyncDisposable {
  readonly origin: string;
  readonly seen: readonly SeenRequest[];
}

type Route = (response: ServerResponse, request: IncomingMessage) => void;

/** Starts a {@link WebServer}. A path without a handler answers 599, which no test expects. */
export async function startWebServer(routes: Readonly<Record<string, Route>>): Promise<WebServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, headers: request.headers });
    const route = routes[path];
    if (route) route(response, request);
    else response.writeHead(599).end('no such route');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
