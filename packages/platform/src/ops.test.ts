import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createMetricsRegistry, silentLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { type OpsParts, startOps } from './ops.ts';

function partsOn(port: number, ping: () => Promise<void> = async () => {}): OpsParts {
  return {
    service: 'feeder',
    settings: { http: { host: '127.0.0.1', port } },
    logger: silentLogger,
    metrics: createMetricsRegistry(),
    store: { ping },
  };
}

const running = new AbortController().signal;

describe('startOps', () => {
  it('takes a free port when the configured one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    await using ops = await startOps(partsOn(port), running);
    const answer = await fetch(`${ops.url}/livez`);
    other.close();

    expect(new URL(ops.url).port).not.toBe(String(port));
    expect(answer.status).toBe(200);
  });

  it('is ready when the database and the checks of its service are', async () => {
    const down = (): Promise<void> => Promise.reject(new Error('refused'));
    await using well = await startOps(partsOn(0), running, { feed: async () => {} });
    await using unwell = await startOps(partsOn(0), running, { feed: down });
    await using adrift = await startOps(partsOn(0, down), running);

    const answers = await Promise.all([well, unwell, adrift].map(({ url }) => fetch(`${url}/readyz`)));

    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503]);
    expect(await answers[0]?.json()).toMatchObject({ checks: { postgres: 'ok', feed: 'ok' } });
  });
});
