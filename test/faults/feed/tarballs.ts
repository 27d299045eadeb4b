import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type Clock } from '@weir/model';
import { createFileFetcher, createRequests, unlimitedAllowance } from '@weir/registries';
import { createHttpClient } from '@weir/runtime';
import type { ToldRelease } from './told.ts';

/** Fetches files as the analyzer does, so that what tarballs do wrong is met, too. */
export interface TarballReader extends AsyncDisposable {
  add(releases: readonly ToldRelease[]): void;
  /** How many ended how; `mismatch` are those whose bytes are not what the document declares. */
  readonly outcomes: Readonly<Record<'right' | 'mismatch' | 'given-up', number>>;
  /** Files that wait. */
  readonly waiting: number;
}

const TIMEOUT_MS = 1_500;
const BYTES_MAX = 8 * 1024 * 1024;
const TRIES_MAX = 12;
const AT_ONCE = 4;

/** Starts fetching what is added, until it is disposed. */
export async function startTarballReader(clock: Clock, origin: string): Promise<TarballReader> {
  await using stack = new AsyncDisposableStack();
  const spoolDir = await mkdtemp(join(tmpdir(), 'weir-feed-tarballs-'));
  stack.defer(() => rm(spoolDir, { recursive: true, force: true }));
  const http = stack.use(createHttpClient({ userAgent: 'weir-feed-campaign' }));
  const requests = stack.use(
    createRequests({ http, clock, random: Math.random, allowance: unlimitedAllowance }),
  );
  const fetcher = createFileFetcher({
    requests,
    clock,
    spoolDir,
    allowedOrigins: [origin],
    bytesMax: BYTES_MAX,
    timeoutMs: TIMEOUT_MS,
  });
  const outcomes = { right: 0, mismatch: 0, 'given-up': 0 };
  const queue: { release: ToldRelease; tries: number }[] = [];
  const stop = new AbortController();

  async function fetchOnce(release: ToldRelease): Promise<'right' | 'mismatch' | null> {
    try {
      const outcome = await fetcher.fetch({ url: release.url }, stop.signal);
      if (outcome.kind !== 'fetched') return null;
      await using file = outcome.file;
      // What is declared and not measured (md5, blake2b) proves nothing here.
      const declared = Object.entries(release.digests).filter(([name]) => file.digests[name] !== undefined);
      return declared.length > 0 && declared.every(([name, digest]) => file.digests[name] === digest)
        ? 'right'
        : 'mismatch';
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  async function work(): Promise<void> {
    while (!stop.signal.aborted) {
      const next = queue.shift();
      if (!next) {
        await clock.sleep(20_000, stop.signal).catch(() => {});
        continue;
      }
      const outcome = await fetchOnce(next.release).catch(() => null);
      if (outcome) outcomes[outcome]++;
      else if (next.tries >= TRIES_MAX) outcomes['given-up']++;
      else queue.push({ release: next.release, tries: next.tries + 1 });
    }
  }

  const workers = Array.from({ length: AT_ONCE }, () => work());
  const owned = stack.move();
  return {
    outcomes,
    get waiting() {
      return queue.length;
    },
    add(releases) {
      queue.push(...releases.map((release) => ({ release, tries: 0 })));
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the campaign is over'));
      await Promise.all(workers);
      await owned.disposeAsync();
    },
  };
}
