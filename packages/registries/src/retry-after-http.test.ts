import type { Allowance, Clock } from '@weir/model';
import { createHttpClient, createMetricsRegistry } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWebServer, type WebServer } from '../../runtime/src/testing/web-server.ts';
import { createRequestMetrics } from './metrics.ts';
import { unlimitedAllowance } from './request-slices.ts';
import { createRequests, type Requests } from './requests.ts';

const NOW_MS = Date.parse('2026-11-23T10:00:00Z');
const HOUR_MS = 3_600_000;

describe('requests over real HTTP', () => {
  let answer: { status: number; retryAfter?: string };
  let server: WebServer;
  let other: WebServer;
  let slept: number[];
  let wake: () => void;
  let paid: string[];
  const http = createHttpClient({ userAgent: 'weir-test' });
  const clock: Clock = {
    now: () => NOW_MS,
    sleep: (ms) =>
      new Promise((resolve) => {
        slept.push(ms);
        wake = resolve;
      }),
  };
  const allowance: Allowance = {
    ...unlimitedAllowance,
    async lease(account) {
      paid.push(account);
      return 1;
    },
  };
  const metrics = createMetricsRegistry();
  let requests: Requests;

  beforeEach(async () => {
    slept = [];
    paid = [];
    wake = () => {};
    other = await startWebServer({ '/end': (response) => response.end('there') });
    server = await startWebServer({
      '/asks': (response) => {
        const headers = answer.retryAfter === undefined ? {} : { 'retry-after': answer.retryAfter };
        response.writeHead(answer.status, headers).end();
      },
      '/next': (response) => response.end('ok'),
      '/moved': (response) => response.writeHead(302, { location: '/moved-again' }).end(),
      '/moved-again': (response) => response.writeHead(302, { location: `${other.origin}/end` }).end(),
    });
    metrics.clear();
    requests = createRequests({
      http,
      clock,
      allowance,
      random: () => 0.5,
      metrics: createRequestMetrics(metrics),
    });
  });
  afterEach(async () => {
    await requests[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  function get(path: string): ReturnType<Requests['get']> {
    return requests.get(`${server.origin}${path}`, {
      priority: 'live',
      timeoutMs: 5_000,
      bodyBytesMax: 1_000,
      redirectOrigins: [other.origin],
    });
  }

  // With half of the jitter, which is a tenth at most.
  it.each<[number, string | undefined, number | null]>([
    [429, '7', 7_000],
    [429, ' 7 ', 7_000],
    [429, 'Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    [429, 'Monday, 23-Nov-26 10:00:30 GMT', 30_000],
    [429, '0', 60_000],
    [429, '-30', 60_000],
    [429, 'Mon, 23 Nov 2026 09:59:00 GMT', 60_000],
    [429, '7200', HOUR_MS],
    [429, 'Tue, 24 Nov 2026 10:00:00 GMT', HOUR_MS],
    [429, 'later, please', 60_000],
    [429, '', 60_000],
    [429, undefined, 60_000],
    [503, '5', 5_000],
    [503, 'nonsense', 60_000],
    [503, undefined, null],
    [500, '5', null],
    [200, '5', null],
  ])('after %i with Retry-After %j the host rests %s ms and its jitter', async (status, retryAfter, ms) => {
    answer = { status, ...(retryAfter === undefined ? {} : { retryAfter }) };
    await get('/asks');

    expect(slept).toEqual(ms === null ? [] : [expect.closeTo(ms * 1.05)]);
    const next = get('/next');
    const elsewhere = await requests.get(`${other.origin}/end`, {
      priority: 'live',
      timeoutMs: 5_000,
      bodyBytesMax: 1_000,
    });
    const askedMeanwhile = server.seen.length;
    wake();

    expect(elsewhere.body.toString()).toBe('there');
    expect((await next).body.toString()).toBe('ok');
    if (ms !== null) expect(askedMeanwhile).toBe(1);
    const pauses = await metrics.getSingleMetric('weir_request_pauses_total')?.get();
    expect(pauses?.values.length).toBe(ms === null ? 0 : 1);
  });

  it('pays and counts each redirect as the request that it is', async () => {
    const { body, url } = await get('/moved');

    expect(body.toString()).toBe('there');
    const [own, foreign] = [new URL(server.origin).host, new URL(url).host];
    expect(paid).toEqual([own, own, foreign]);
    const counted = await metrics.getSingleMetric('weir_requests_total')?.get();
    expect(counted?.values.map(({ labels, value }) => ({ ...labels, value }))).toEqual([
      { account: own, priority: 'live', value: 2 },
      { account: foreign, priority: 'live', value: 1 },
    ]);
  });
});
