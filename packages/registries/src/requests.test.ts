import type { Allowance, Clock, RequestPriority } from '@weir/model';
import type { HttpClient, HttpResponse } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRequests, type Requests } from './requests.ts';

const URL_A = 'http://a.test/x';

/** A clock that only moves when told. */
function createManualClock(): Clock & { advance(ms: number): Promise<void> } {
  let nowMs = 1_000_000;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: nowMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
    async advance(ms) {
      nowMs += ms;
      for (const sleeper of sleepers) {
        if (sleeper.at > nowMs) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await settle();
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('createRequests', () => {
  const clock = createManualClock();
  let sent: string[];
  let answers: Partial<HttpResponse>[];
  let open: PromiseWithResolvers<void>;
  let requests: Requests;
  let leases: { host: string; priority: RequestPriority; wanted: number; monthlyMax: number }[];
  let givenBack: { host: string; priority: RequestPriority; unused: number }[];
  let grant: (wanted: number, monthlyMax: number) => number;

  const http: HttpClient = {
    async get(url) {
      sent.push(url);
      await open.promise;
      return { status: 200, headers: {}, url, body: Buffer.alloc(0), ...answers.shift() };
    },
    post: () => Promise.reject(new Error('not used')),
    download: () => Promise.reject(new Error('not used')),
    [Symbol.asyncDispose]: async () => {},
  };

  function create(options: Partial<Parameters<typeof createRequests>[0]> = {}): Requests {
    const allowance: Allowance = {
      async lease(host, priority, wanted, monthlyMax) {
        leases.push({ host, priority, wanted, monthlyMax });
        return grant(wanted, monthlyMax);
      },
      async giveBack(host, priority, unused) {
        givenBack.push({ host, priority, unused });
      },
    };
    return createRequests({
      http,
      clock,
      allowance,
      random: () => 0,
      concurrency: 1,
      sliceMax: 2,
      ...options,
    });
  }

  function get(url: string, priority: RequestPriority): ReturnType<Requests['get']> {
    return requests.get(url, { priority, timeoutMs: 1, bodyBytesMax: 1 });
  }

  beforeEach(() => {
    sent = [];
    answers = [];
    leases = [];
    givenBack = [];
    grant = (wanted) => wanted;
    open = Promise.withResolvers();
    requests = create();
  });
  afterEach(() => requests[Symbol.asyncDispose]());

  it('serves the most urgent first and does not let one host wait for another', async () => {
    const all = [
      get('http://a.test/first', 'live'),
      get('http://a.test/backfill', 'backfill'),
      get('http://a.test/recheck', 'recheck'),
      get('http://a.test/live', 'live'),
      get('http://b.test/other', 'backfill'),
    ];
    await settle();
    const before = [...sent];
    open.resolve();
    await Promise.all(all);

    expect(before).toEqual(['http://a.test/first', 'http://b.test/other']);
    expect(sent.filter((url) => url.includes('a.test'))).toEqual([
      'http://a.test/first',
      'http://a.test/live',
      'http://a.test/recheck',
      'http://a.test/backfill',
    ]);
  });

  it('leases slices, and keeps a share of the month for more urgent work', async () => {
    open.resolve();
    requests = create({ monthlyMax: 1_000, accountOf: () => 'registry' });

    for (let at = 0; at < 3; at++) await get(URL_A, 'live');
    await get(URL_A, 'backfill');

    expect(leases).toEqual([
      { host: 'registry', priority: 'live', wanted: 2, monthlyMax: 1_000 },
      { host: 'registry', priority: 'live', wanted: 2, monthlyMax: 1_000 },
      // 60 % of the month, of which the clock's first of January is worth two days of 31.
      { host: 'registry', priority: 'backfill', wanted: 2, monthlyMax: 38 },
    ]);
  });

  it('says when the allowance is spent, and asks again later', async () => {
    open.resolve();
    grant = () => 0;
    await expect(get(URL_A, 'live')).rejects.toMatchObject({
      code: 'REQUEST_ALLOWANCE_SPENT',
      retriable: true,
    });

    grant = (wanted) => wanted;

    await expect(get(URL_A, 'live')).resolves.toMatchObject({ status: 200 });
    expect(sent).toHaveLength(1);
  });

  it('leases once for a burst', async () => {
    open.resolve();
    requests = create({ concurrency: 8, sliceMax: 100 });

    await Promise.all(Array.from({ length: 16 }, () => get(URL_A, 'live')));

    expect(leases).toHaveLength(1);
  });

  it('gives back what was not used when it is disposed', async () => {
    open.resolve();
    requests = create({ sliceMax: 100 });
    await get(URL_A, 'live');
    await get(URL_A, 'live');
    await get('http://b.test/x', 'backfill');

    await requests[Symbol.asyncDispose]();

    expect(givenBack).toEqual([
      { host: 'a.test', priority: 'live', unused: 14 },
      { host: 'b.test', priority: 'backfill', unused: 15 },
    ]);
    await expect(get(URL_A, 'live')).rejects.toThrow('closed');
    expect(leases).toHaveLength(2);
  });

  it('gives back a lease that arrives while it is disposed', async () => {
    open.resolve();
    const lease = Promise.withResolvers<number>();
    const allowance: Allowance = {
      lease: () => lease.promise,
      async giveBack(host, priority, unused) {
        givenBack.push({ host, priority, unused });
      },
    };
    requests = create({ allowance });
    const late = get(URL_A, 'live');
    late.catch(() => {});
    await settle();

    const disposed = requests[Symbol.asyncDispose]();
    lease.resolve(2);
    await disposed;

    await expect(late).rejects.toThrow('closed');
    expect(givenBack).toEqual([{ host: 'a.test', priority: 'live', unused: 2 }]);
    expect(sent).toEqual([]);
  });

  it.each([
    ['429 without a time', { status: 429, headers: {} }, 60_000],
    ['429 with zero', { status: 429, headers: { 'retry-after': '0' } }, 60_000],
    ['429 with seconds', { status: 429, headers: { 'retry-after': '7' } }, 7_000],
    ['503 with seconds', { status: 503, headers: { 'retry-after': '5' } }, 5_000],
  ])('stops the whole host after %s', async (_name, answer, waitMs) => {
    open.resolve();
    answers = [answer];
    await get(URL_A, 'live');
    const next = get('http://a.test/next', 'live');
    await get('http://b.test/other', 'live');
    await clock.advance(waitMs - 1);
    const early = [...sent];

    await clock.advance(1);
    await next;

    expect(early).toEqual([URL_A, 'http://b.test/other']);
    expect(sent.at(-1)).toBe('http://a.test/next');
  });

  it('starts a host again when its pause is over, whatever the time of day became meanwhile', async () => {
    open.resolve();
    let wake = (): void => {};
    const stepping: Clock = {
      now: () => 1_000_000,
      sleep: () =>
        new Promise((resolve) => {
          wake = resolve;
        }),
    };
    requests = create({ clock: stepping });
    answers = [{ status: 429, headers: { 'retry-after': '7' } }];
    await get(URL_A, 'live');
    const next = get('http://a.test/next', 'live');

    wake();
    await settle();
    await settle();

    expect(sent).toEqual([URL_A, 'http://a.test/next']);
    await next;
  });

  it('keeps a host stopped until the longest of its pauses is over', async () => {
    open.resolve();
    requests = create({ concurrency: 2 });
    answers = [
      { status: 429, headers: { 'retry-after': '9' } },
      { status: 429, headers: { 'retry-after': '3' } },
    ];
    await Promise.all([get(URL_A, 'live'), get(URL_A, 'live')]);
    const next = get('http://a.test/next', 'live');
    await clock.advance(3_000);
    const early = sent.length;

    await clock.advance(6_000);
    await next;

    expect(early).toBe(2);
  });

  it('drops a waiting request when its signal is aborted', async () => {
    const stop = new AbortController();
    const first = get(URL_A, 'live');
    const waiting = requests.get(URL_A, {
      priority: 'live',
      timeoutMs: 1,
      bodyBytesMax: 1,
      signal: stop.signal,
    });
    stop.abort(new Error('enough'));

    await expect(waiting).rejects.toThrow('enough');
    open.resolve();
    await first;
    expect(sent).toHaveLength(1);
  });
});
