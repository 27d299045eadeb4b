import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  type Clock,
  type FetchedFile,
  type FetchOutcome,
  type FileFetcher,
  type Locator,
  type RequestPriority,
} from '@weir/model';
import type { Requests } from './requests.ts';
import { statusError } from './status-error.ts';

export const FILE_BYTES_MAX = 256 * 1024 * 1024;
export const FILE_TIMEOUT_MS = 120_000;
/** Older spool directories belong to programs that were killed; younger ones may be in use. */
const STALE_SPOOL_MS = 24 * 3_600_000;

export interface FileFetcherOptions {
  readonly requests: Requests;
  readonly clock: Clock;
  /** Private directory for spooled files; made with mode 0700. */
  readonly spoolDir: string;
  /** Origins that locators may name and redirects may lead to. */
  readonly allowedOrigins: readonly string[];
  /** Value of an Authorization header for a URL, null for origins that get none. */
  readonly authorize?: (url: string) => string | null;
  readonly priority?: RequestPriority;
  readonly bytesMax?: number;
  readonly timeoutMs?: number;
}

/** 451: withheld on a legal demand, as what was taken down can be. */
const UNAVAILABLE = new Set([403, 404, 410, 451]);
const SPOOL_PREFIX = 'spool-';

/**
 * Makes the spool directory (mode 0700) and removes what killed programs left in it more than a day ago.
 * @param nowMs to tell how old a leftover is.
 */
export async function prepareSpool(spoolDir: string, nowMs: number): Promise<void> {
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(spoolDir)) {
    if (!name.startsWith(SPOOL_PREFIX)) continue;
    const path = join(spoolDir, name);
    const info = await stat(path).catch(() => null);
    if (info && nowMs - info.mtimeMs > STALE_SPOOL_MS) await rm(path, { recursive: true, force: true });
  }
}

function allowedUrl(locator: Locator, allowed: readonly string[]): URL {
  const url = URL.canParse(locator.url) ? new URL(locator.url) : null;
  if (url && allowed.includes(url.origin)) return url;
  throw new AppError(
    'LOCATOR_REFUSED',
    `no file is fetched from ${JSON.stringify(locator.url.slice(0, 300))}`,
    {
      retriable: false,
      fields: { url: locator.url.slice(0, 300), allowed },
    },
  );
}

/**
 * Fetches release files into a private directory, measuring sha256, sha512 and sha1 on the way.
 *
 * Throws AppErrors `LOCATOR_REFUSED` (not retriable: the registry named a host that it may not),
 * `HTTP_REDIRECT_REFUSED`, `REGISTRY_REFUSED` (not retriable), `REGISTRY_HTTP`, `HTTP_NETWORK`, `HTTP_TIMEOUT`
 * (retriable; `retryAfterMs` in fields when the server asked for a pause).
 */
export function createFileFetcher(options: FileFetcherOptions): FileFetcher {
  const bytesMax = options.bytesMax ?? FILE_BYTES_MAX;

  async function spool(url: URL, directory: string, signal: AbortSignal): Promise<FetchOutcome> {
    const path = join(directory, 'file');
    const hashes = ['sha256', 'sha512', 'sha1'].map((name) => ({ name, hash: createHash(name) }));
    let sizeBytes = 0;
    const authorization = options.authorize?.(url.href) ?? null;
    await using file = await open(path, 'wx', 0o600);
    const response = await options.requests.download(url.href, {
      priority: options.priority ?? 'live',
      timeoutMs: options.timeoutMs ?? FILE_TIMEOUT_MS,
      bodyBytesMax: bytesMax,
      redirectOrigins: options.allowedOrigins,
      signal,
      ...(authorization === null ? {} : { headers: { authorization } }),
      onResponse: ({ status, headers }) => status === 200 && !(Number(headers['content-length']) > bytesMax),
      onChunk: async (chunk) => {
        for (const { hash } of hashes) hash.update(chunk);
        sizeBytes += chunk.length;
        await file.writeFile(chunk);
      },
    });
    if (UNAVAILABLE.has(response.status)) return { kind: 'unavailable', status: response.status };
    if (response.status !== 200) throw statusError('release file', response, options.clock.now());
    const declared = response.headers['content-length'];
    if (Number(declared) > bytesMax) return { kind: 'too-large', sizeBytesMax: bytesMax };
    const fetched: FetchedFile = {
      path,
      sizeBytes,
      digests: Object.fromEntries(hashes.map(({ name, hash }) => [name, hash.digest('hex')])),
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
    };
    return { kind: 'fetched', file: fetched };
  }

  return {
    async fetch(locator, signal) {
      const url = allowedUrl(locator, options.allowedOrigins);
      await mkdir(options.spoolDir, { recursive: true, mode: 0o700 });
      const directory = await mkdtemp(join(options.spoolDir, SPOOL_PREFIX));
      let kept = false;
      try {
        const outcome = await spool(url, directory, signal);
        kept = outcome.kind === 'fetched';
        return outcome;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'HTTP_BODY_TOO_LARGE') throw error;
        return { kind: 'too-large', sizeBytesMax: bytesMax };
      } finally {
        if (!kept) await rm(directory, { recursive: true, force: true });
      }
    },
  };
}
