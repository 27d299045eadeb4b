import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpGetOptions } from './http.ts';
import { startWebServer } from './testing/web-server.ts';

const client = createHttpClient({ userAgent: 'weir/test (+ops@acme.example)' });
afterAll(() => client[Symbol.asyncDispose]());

const OPTIONS: HttpGetOptions = { timeoutMs: 5000, bodyBytesMax: 1000 };
const HASTY: HttpGetOptions = { ...OPTIONS, timeoutMs: 150 };
const secret = { authorization: 'Bearer s3cret', cookie: 'sid=s3cret', accept: 'application/json' };

describe('post', () => {
  it('sends a body, reads any answer, and follows no redirect', async () => {
    const got: string[] = [];
    await using server = await startWebServer({
      '/x': (response, request) => {
        request.setEncoding('utf8').on('data', (chunk: string) => got.push(chunk));
        request.on('end', () => {
          got.push(String(request.method), String(request.headers['content-type']));
          response.writeHead(302, { location: '/elsewhere' }).end('moved');
        });
      },
    });

    const answer = await client.post(`${server.origin}/x`, {
      ...OPTIONS,
      contentType: 'application/json',
      body: '{}',
    });

    expect(got).toEqual(['{}', 'POST', 'application/json']);
    expect([answer.status, answer.body.toString(), server.seen.length]).toEqual([302, 'moved', 1]);
  });
});

describe('get', () => {
  it('returns any status with headers and body, and says who asks', async () => {
    await using server = await startWebServer({
      '/x': (response) => response.writeHead(503, { 'X-Tag': ['a', 'b'], 'retry-after': '7' }).end('busy'),
    });

    const answer = await client.get(`${server.origin}/x`, OPTIONS);

    expect(answer).toMatchObject({
      status: 503,
      url: `${server.origin}/x`,
      headers: { 'x-tag': 'a, b', 'retry-after': '7' },
    });
    expect(answer.body.toString()).toBe('busy');
    expect(server.seen[0]?.headers['user-agent']).toBe('weir/test (+ops@acme.example)');
  });

  it.each([
    ['gzip', gzipSync('plain')],
    ['br', brotliCompressSync('plain')],
    ['GZIP', gzipSync('plain')],
    ['identity', Buffer.from('plain')],
  ])('decodes %s', async (encoding, body) => {
    await using server = await startWebServer({
      '/x': (response) => response.writeHead(200, { 'content-encoding': encoding }).end(body),
    });

    expect((await client.get(`${server.origin}/x`, OPTIONS)).body.toString()).toBe('plain');
  });

  it('ends a bomb at the cap, after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await using server = await startWebServer({
      '/x': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    });

    await expect(
      client.get(`${server.origin}/x`, { ...OPTIONS, bodyBytesMax: 100_000 }),
    ).rejects.toMatchObject({
      code: 'HTTP_BODY_TOO_LARGE',
      retriable: false,
    });
  });

  it('takes a body of exactly the cap and no byte more', async () => {
    await using server = await startWebServer({
      '/1000': (response) => response.end('x'.repeat(1000)),
      '/1001': (response) => response.end('x'.repeat(1001)),
    });

    expect((await client.get(`${server.origin}/1000`, OPTIONS)).body).toHaveLength(1000);
    await expect(client.get(`${server.origin}/1001`, OPTIONS)).rejects.toMatchObject({
      code: 'HTTP_BODY_TOO_LARGE',
    });
  });

  it.each(['endless', 'silent', 'dripping', 'compressed'])(
    'gives a body that is %s no more than its time',
    async (kind) => {
      const timers: NodeJS.Timeout[] = [];
      await using server = await startWebServer({
        '/endless': (response) => response.writeHead(200).write('x'),
        '/silent': () => {},
        '/dripping': (response) => {
          timers.push(setInterval(() => response.write('x'), 10));
        },
        '/compressed': (response) => {
          response.writeHead(200, { 'content-encoding': 'gzip' }).write(gzipSync('x').subarray(0, 10));
        },
      });

      const reading = client.get(`${server.origin}/${kind}`, HASTY);

      await expect(reading).rejects.toMatchObject({ code: 'HTTP_TIMEOUT', retriable: true });
      for (const timer of timers) clearInterval(timer);
    },
  );

  it.each<[string, Record<string, string>, Buffer]>([
    ['a short body', { 'content-length': '100' }, Buffer.from('only this')],
    ['a short gzip', { 'content-encoding': 'gzip' }, gzipSync('x'.repeat(500)).subarray(0, 20)],
    ['no gzip at all', { 'content-encoding': 'gzip' }, Buffer.from('not gzip')],
  ])('calls %s a network error', async (_what, headers, body) => {
    await using server = await startWebServer({
      '/x': (response) => {
        response.writeHead(200, headers).write(body, () => response.socket?.end());
      },
    });

    await expect(client.get(`${server.origin}/x`, OPTIONS)).rejects.toMatchObject({
      code: 'HTTP_NETWORK',
      retriable: true,
    });
  });

  it('throws the reason of the caller who stops it', async () => {
    await using server = await startWebServer({ '/x': () => {} });
    const stop = new AbortController();
    const reason = new Error('the program stops');

    const reading = client.get(`${server.origin}/x`, { ...OPTIONS, signal: stop.signal });
    stop.abort(reason);

    await expect(reading).rejects.toBe(reason);
  });

  it('says which host is not there', async () => {
    const { origin } = await (async () => {
      await using server = await startWebServer({});
      return { origin: server.origin };
    })();

    await expect(client.get(`${origin}/x`, OPTIONS)).rejects.toMatchObject({
      code: 'HTTP_NETWORK',
      message: expect.stringContaining(origin),
    });
  });
});

describe('redirects', () => {
  it('follows within the origin, with everything', async () => {
    await using server = await startWebServer({
      '/a': (response) => response.writeHead(302, { location: '/b' }).end('x'.repeat(500_000)),
      '/b': (response) => response.end('there'),
    });

    const answer = await client.get(`${server.origin}/a`, { ...OPTIONS, headers: secret });

    expect([answer.url, answer.body.toString()]).toEqual([`${server.origin}/b`, 'there']);
    expect(server.seen[1]?.headers).toMatchObject(secret);
  });

  it('refuses a foreign origin, whose server hears nothing', async () => {
    await using foreign = await startWebServer({ '/b': (response) => response.end('no') });
    await using server = await startWebServer({
      '/a': (response) => response.writeHead(302, { location: `${foreign.origin}/b` }).end(),
    });

    await expect(client.get(`${server.origin}/a`, OPTIONS)).rejects.toMatchObject({
      code: 'HTTP_REDIRECT_REFUSED',
      retriable: false,
    });
    expect(foreign.seen).toHaveLength(0);
  });

  it('takes no credentials to an allowed foreign origin', async () => {
    await using foreign = await startWebServer({ '/b': (response) => response.end('file') });
    await using server = await startWebServer({
      '/a': (response) => response.writeHead(302, { location: `${foreign.origin}/b` }).end(),
    });

    await client.get(`${server.origin}/a`, {
      ...OPTIONS,
      redirectOrigins: [foreign.origin],
      headers: secret,
    });

    expect(JSON.stringify(foreign.seen)).not.toContain('s3cret');
    expect(foreign.seen[0]?.headers.accept).toBe('application/json');
  });

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'http://', 'javascript:1', '//127.0.0.2/x'])(
    'refuses to go to %s',
    async (location) => {
      await using server = await startWebServer({
        '/a': (response) => response.writeHead(301, { location }).end(),
      });

      await expect(client.get(`${server.origin}/a`, OPTIONS)).rejects.toMatchObject({
        code: 'HTTP_REDIRECT_REFUSED',
        retriable: false,
      });
    },
  );

  it('refuses to run in circles', async () => {
    await using server = await startWebServer({
      '/a': (response) => response.writeHead(302, { location: '/a' }).end(),
    });

    await expect(client.get(`${server.origin}/a`, OPTIONS)).rejects.toMatchObject({
      code: 'HTTP_REDIRECT_REFUSED',
    });
    expect(server.seen.length).toBeLessThanOrEqual(5);
  });
});

describe('download', () => {
  const collect = (chunks: Buffer[]) => ({
    ...OPTIONS,
    onResponse: () => true,
    onChunk: (chunk: Buffer) => void chunks.push(chunk),
  });

  it('hands over the bytes as they are on the wire', async () => {
    const bytes = gzipSync('a tarball');
    await using server = await startWebServer({ '/x': (response) => response.end(bytes) });
    const chunks: Buffer[] = [];

    await client.download(`${server.origin}/x`, collect(chunks));

    expect(Buffer.concat(chunks)).toEqual(bytes);
    expect(server.seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('leaves the body unread when told so', async () => {
    await using server = await startWebServer({
      '/x': (response) => response.writeHead(404).end('x'.repeat(500_000)),
    });
    const chunks: Buffer[] = [];

    const answer = await client.download(`${server.origin}/x`, {
      ...collect(chunks),
      onResponse: () => false,
    });

    expect([answer.status, chunks.length]).toEqual([404, 0]);
  });

  it('ends at the cap', async () => {
    await using server = await startWebServer({ '/x': (response) => response.end('x'.repeat(500_000)) });

    await expect(client.download(`${server.origin}/x`, collect([]))).rejects.toMatchObject({
      code: 'HTTP_BODY_TOO_LARGE',
    });
  });

  it('ends in time when the other side stops in the middle', async () => {
    await using server = await startWebServer({
      '/x': (response) => response.writeHead(200, { 'content-length': '900' }).write('x'),
    });

    await expect(
      client.download(`${server.origin}/x`, { ...collect([]), timeoutMs: 150 }),
    ).rejects.toMatchObject({
      code: 'HTTP_TIMEOUT',
    });
  });

  it.each(['onChunk', 'onResponse'] as const)(
    "throws the caller's own error from %s as it is",
    async (where) => {
      await using server = await startWebServer({ '/x': (response) => response.end('x'.repeat(900)) });
      const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      const fail = (): never => {
        throw full;
      };

      await expect(client.download(`${server.origin}/x`, { ...collect([]), [where]: fail })).rejects.toBe(
        full,
      );
    },
  );

  it('waits for a slow consumer', async () => {
    await using server = await startWebServer({ '/x': (response) => response.end('x'.repeat(900)) });
    let busy = 0;
    let busiest = 0;

    await client.download(`${server.origin}/x`, {
      ...collect([]),
      onChunk: async () => {
        busiest = Math.max(busiest, ++busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy--;
      },
    });

    expect(busiest).toBe(1);
  });
});
