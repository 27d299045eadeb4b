import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchOutcome, FileFetcher } from '@weir/model';
import { createHttpClient, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileFetcher, prepareSpool } from './fetcher.ts';
import { buildTarball, type NpmStandIn, startNpmStandIn } from './npm/stand-in/index.ts';
import { unlimitedAllowance } from './request-slices.ts';
import { createRequests } from './requests.ts';

const signal = new AbortController().signal;

describe('createFileFetcher', () => {
  let standIn: NpmStandIn;
  let spoolDir: string;
  let resources: AsyncDisposableStack;
  let fetcher: FileFetcher;
  const tarball = buildTarball({ 'package.json': '{}', 'big.bin': Buffer.alloc(200_000, 1) });

  beforeEach(async () => {
    resources = new AsyncDisposableStack();
    standIn = resources.use(await startNpmStandIn());
    spoolDir = await mkdtemp(join(tmpdir(), 'weir-spool-'));
    resources.defer(() => rm(spoolDir, { recursive: true, force: true }));
    const http = resources.use(createHttpClient({ userAgent: 'weir-test' }));
    const requests = resources.use(
      createRequests({ http, allowance: unlimitedAllowance, clock: systemClock, random: () => 0 }),
    );
    fetcher = createFileFetcher({
      requests,
      clock: systemClock,
      spoolDir,
      allowedOrigins: [standIn.url],
      authorize: (url) => (url.startsWith(standIn.url) ? 'Bearer t' : null),
      bytesMax: tarball.length,
      timeoutMs: 2_000,
    });
    standIn.world.publish([{ name: 'n', version: '1.0.0', tarball }]);
  });
  afterEach(() => resources.disposeAsync());

  function fetchIt(): Promise<FetchOutcome> {
    return fetcher.fetch({ url: `${standIn.url}/n/-/n-1.0.0.tgz` }, signal);
  }

  async function expectNothingSpooled(): Promise<void> {
    expect(await readdir(spoolDir)).toEqual([]);
  }

  it('spools the bytes privately, measures them, and removes them on disposal', async () => {
    const outcome = await fetchIt();

    if (outcome.kind !== 'fetched') throw new Error(outcome.kind);
    expect(await readFile(outcome.file.path)).toEqual(tarball);
    expect(outcome.file.sizeBytes).toBe(tarball.length);
    for (const algorithm of ['sha256', 'sha512', 'sha1']) {
      expect(outcome.file.digests[algorithm]).toBe(createHash(algorithm).update(tarball).digest('hex'));
    }
    expect((await stat(outcome.file.path)).mode & 0o077).toBe(0);
    await outcome.file[Symbol.asyncDispose]();
    await expectNothingSpooled();
    expect(standIn.requests.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer t',
      'accept-encoding': 'identity',
    });
  });

  it.each([
    ['not there', { kind: 'status', status: 404 }, { kind: 'unavailable', status: 404 }],
    ['held', { kind: 'status', status: 403 }, { kind: 'unavailable', status: 403 }],
    ['gone', { kind: 'status', status: 410 }, { kind: 'unavailable', status: 410 }],
    ['withheld', { kind: 'status', status: 451 }, { kind: 'unavailable', status: 451 }],
  ] as const)('says that a file is %s', async (_name, fault, expected) => {
    standIn.knobs.arm('tarball', fault);

    expect(await fetchIt()).toEqual(expected);
    await expectNothingSpooled();
  });

  it.each([
    ['500', { kind: 'status', status: 500 }, 'REGISTRY_HTTP'],
    ['429', { kind: 'rate-limit', retryAfter: '7' }, 'REGISTRY_HTTP'],
    ['a reset connection', { kind: 'reset' }, 'HTTP_NETWORK'],
    ['a body that never ends', { kind: 'slow', chunkBytes: 10, delayMs: 200 }, 'HTTP_TIMEOUT'],
  ] as const)('asks for a repeat after %s and leaves nothing behind', async (_name, fault, code) => {
    standIn.knobs.arm('tarball', fault);

    await expect(fetchIt()).rejects.toMatchObject({ code, retriable: true });
    await expectNothingSpooled();
  });

  it('ends at the cap, whether the length is declared or not', async () => {
    const larger = Buffer.concat([tarball, Buffer.alloc(1)]);
    standIn.world.publish([{ name: 'n', version: '1.0.0', tarball: larger }]);
    const declared = await fetchIt();
    standIn.knobs.arm('tarball', { kind: 'slow', chunkBytes: 100_000, delayMs: 1 });
    const streamed = await fetchIt();

    expect([declared, streamed]).toEqual([
      { kind: 'too-large', sizeBytesMax: tarball.length },
      { kind: 'too-large', sizeBytesMax: tarball.length },
    ]);
    await expectNothingSpooled();
  });

  it.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'nonsense', 'http://127.0.0.1:1/x'])(
    'never asks %s',
    async (url) => {
      await expect(fetcher.fetch({ url }, signal)).rejects.toMatchObject({
        code: 'LOCATOR_REFUSED',
        retriable: false,
      });
      expect(standIn.requests).toEqual([]);
    },
  );
});

describe('prepareSpool', () => {
  it('removes what killed programs left long ago, and nothing else', async () => {
    const root = await mkdtemp(join(tmpdir(), 'weir-spool-'));
    const nowMs = systemClock.now();
    const old = new Date(nowMs - 48 * 3_600_000);
    for (const name of ['spool-old', 'spool-new', 'other']) await mkdir(join(root, name));
    for (const name of ['spool-old', 'other']) await utimes(join(root, name), old, old);

    await prepareSpool(root, nowMs);

    expect((await readdir(root)).toSorted()).toEqual(['other', 'spool-new']);
    await rm(root, { recursive: true });
  });
});
