import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zip } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { openSource } from './open-artifact.ts';
import { parseRangeResponse } from './range-answer.ts';
import { openRangeSource, type RangeAnswer } from './range-source.ts';
import { textOf } from './testing.ts';
import { noise } from './testing-random.ts';

const WHEEL = zip()
  .file('pkg/large.so', noise(3_000_000), { method: 0 })
  .file('pkg/__init__.py', 'import os')
  .build();

/** A server on this machine's loopback, and how many bytes it sent. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/pkg.whl`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function rangesOf(url: string): (start: number, end: number) => Promise<RangeAnswer> {
  return async (start, end) => {
    const headers = { range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity' };
    const response = await fetch(url, { headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const header = (name: string): string | null => response.headers.get(name);
    return parseRangeResponse({ status: response.status, header, bytes, name: url });
  };
}

/** Answers with a part; says how many bytes it has. */
function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  version: Record<string, string>,
): number {
  const [start = 0, last = 0] = (request.headers.range ?? '').replace('bytes=', '').split('-').map(Number);
  const part = WHEEL.subarray(start, last + 1);
  const end = start + part.length - 1;
  response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${WHEEL.length}`, ...version });
  response.end(part);
  return part.length;
}

describe('a wheel behind a server of ranges', () => {
  it('is read by its parts', async () => {
    let sentBytes = 0;
    await using server = await serve((request, response) => {
      sentBytes += sendRange(request, response, { etag: '"v1"' });
    });
    const fetchRange = rangesOf(server.url);
    const source = await openRangeSource({ fetchRange, name: 'wheel', blockBytes: 64 * 1024 });

    await using view = await openSource(source, { filename: 'pkg.whl' });

    expect(await textOf(view, 'pkg/__init__.py')).toBe('import os');
    expect([view.problems, view.complete]).toEqual([[], true]);
    expect(sentBytes).toBeLessThan(400_000);
  });

  it.each([
    ['ignores ranges', false, 200, {}],
    ['is gone', false, 404, {}],
    ['is busy', true, 429, {}],
    ['is down', true, 503, {}],
    ['does not say which part it sends', false, 206, {}],
    ['packs its parts', false, 206, { 'content-encoding': 'br', 'content-range': 'bytes 0-9/10' }],
  ])('is refused when the server %s', async (_what, retriable, status, headers) => {
    const header = (name: string): string | null => new Headers(headers).get(name);
    const fetchRange = async (): Promise<RangeAnswer> =>
      parseRangeResponse({ status, header, bytes: WHEEL, name: 'wheel' });

    const opening = openRangeSource({ fetchRange, name: 'wheel' });

    await expect(opening).rejects.toMatchObject({ code: 'ARCHIVE_SOURCE', retriable });
  });

  it('is not mixed from two versions', async () => {
    let requests = 0;
    await using server = await serve((request, response) => {
      requests += 1;
      const modified = requests > 1 ? 'later' : 'sooner';
      sendRange(request, response, { etag: 'W/"weak"', 'last-modified': modified });
    });
    const source = await openRangeSource({ fetchRange: rangesOf(server.url), name: 'wheel' });

    await expect(openSource(source, { filename: 'pkg.whl' })).rejects.toMatchObject({
      code: 'ARCHIVE_SOURCE',
      retriable: true,
    });
  });
});
