import { afterEach, describe, expect, it } from 'vitest';
import { Counter, createMetricsRegistry } from './metrics.ts';
import { startOpsServer } from './ops-server.ts';

const metrics = createMetricsRegistry();
new Counter({ name: 'weir_things_total', help: 'things', registers: [metrics] }).inc(3);
let running: (AsyncDisposable & { readonly url: string }) | null = null;
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  running = null;
});

async function start(
  checks: Readonly<Record<string, () => Promise<void>>> = {},
  stop = new AbortController(),
) {
  running = await startOpsServer({
    service: 'alerter',
    version: '1.2.3',
    port: 0,
    host: '127.0.0.1',
    metrics,
    checks,
    signal: stop.signal,
  });
  const { url } = running;
  return async (path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(url + path);
    return { status: response.status, text: await response.text() };
  };
}

describe('startOpsServer', () => {
  it('is alive whatever its dependencies do', async () => {
    const ask = await start({ store: () => Promise.reject(new Error('down')) });

    expect(await ask('/livez')).toMatchObject({ status: 200, text: expect.stringContaining('alerter') });
    expect(await ask('/version')).toMatchObject({ status: 200, text: expect.stringContaining('1.2.3') });
  });

  it('is ready when every check is, and names the one that is not', async () => {
    let down = false;
    const ask = await start({
      bus: async () => {},
      store: async () => {
        if (down) throw new Error('connection refused');
      },
    });

    expect(JSON.parse((await ask('/readyz')).text)).toEqual({
      status: 'ready',
      checks: { bus: 'ok', store: 'ok' },
    });
    down = true;
    const answer = await ask('/readyz');

    expect(answer.status).toBe(503);
    expect(answer.text).toContain('connection refused');
  });

  it('is not ready while it drains', async () => {
    const stop = new AbortController();
    const ask = await start({}, stop);
    expect((await ask('/readyz')).status).toBe(200);

    stop.abort();

    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/livez')).status).toBe(200);
  });

  it('shows metrics as Prometheus reads them', async () => {
    const ask = await start();

    expect((await ask('/metrics')).text).toContain('weir_things_total 3');
  });

  it('knows nothing else', async () => {
    const ask = await start();

    expect((await ask('/')).status).toBe(404);
  });

  it('says why it cannot start', async () => {
    await start();
    const port = Number(new URL(running?.url ?? '').port);

    const second = startOpsServer({
      service: 'x',
      version: '0',
      port,
      host: '127.0.0.1',
      metrics,
      checks: {},
      signal: new AbortController().signal,
    });

    await expect(second).rejects.toThrow(/EADDRINUSE/);
  });
});
