import { type AddressInfo } from 'node:net';
import { describeError } from '@weir/model';
import fastify from 'fastify';
import type { MetricsRegistry } from './metrics.ts';

export interface OpsServerOptions {
  readonly service: string;
  readonly version: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly host: string;
  readonly metrics: MetricsRegistry;
  /** Named readiness checks: each resolves when ready and throws with the reason when not. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Aborted when draining begins: `/readyz` then says 503, so that nobody sends more work. */
  readonly signal: AbortSignal;
}

/** `/livez` (no dependencies), `/readyz` (each check by name), `/metrics` (Prometheus text), `/version`. */
export async function startOpsServer(
  options: OpsServerOptions,
): Promise<AsyncDisposable & { readonly url: string }> {
  const app = fastify({ logger: false, bodyLimit: 1024 });
  app.get('/livez', () => ({ status: 'alive', service: options.service }));
  app.get('/version', () => ({ service: options.service, version: options.version }));
  app.get('/readyz', async (_request, reply) => {
    const results: Record<string, string> = {};
    let ready = !options.signal.aborted;
    if (!ready) results.draining = 'the process is stopping';
    for (const [name, check] of Object.entries(options.checks)) {
      try {
        await check();
        results[name] = 'ok';
      } catch (error) {
        ready = false;
        results[name] = describeError(error, 200);
      }
    }
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks: results });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', options.metrics.contentType).send(await options.metrics.metrics()),
  );
  await app.listen({ port: options.port, host: options.host });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    [Symbol.asyncDispose]: () => app.close(),
  };
}
