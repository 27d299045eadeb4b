import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findZipParts, joinRanges, openRangeSource, parseRangeResponse } from '@weir/archive';
import {
  AppError,
  type ByteRange,
  type Clock,
  type FetchedFile,
  type FileFetcher,
  type ReleaseFile,
  type RequestPriority,
} from '@weir/model';
import { FILE_BYTES_MAX, type Requests } from '@weir/registries';

/** From which size on a wheel is read in parts, and how much of it. */
export interface PartsConfig {
  readonly aboveBytes: number;
  /** Larger ones are left to the cap of whole files. */
  readonly sizeBytesMax: number;
  readonly bytesMax: number;
  readonly requestsMax: number;
}

const MIB = 1024 * 1024;

/**
 * Whole files are read up to the cap of a fetch: a part leaves a verdict incomplete. PyPI's largest wheels (1 GB and
 * more) hold some MB of Python beside their native libraries.
 */
export const PARTS_DEFAULTS: PartsConfig = {
  aboveBytes: FILE_BYTES_MAX,
  sizeBytesMax: 8_192 * MIB,
  bytesMax: 64 * MIB,
  requestsMax: 200,
};

export interface PartFetcherOptions {
  /** Fetches whole files, and decides which origins may be asked. */
  readonly whole: FileFetcher;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly allowedOrigins: readonly string[];
  /** Value of an Authorization header for a URL, null for origins that get none. */
  readonly authorize?: (url: string) => string | null;
  readonly spoolDir: string;
  readonly priority: RequestPriority;
  readonly config: PartsConfig;
}

const TIMEOUT_MS = 60_000;
/** Bytes of one request; a longer range is several. */
const REQUEST_BYTES = 16 * MIB;

/** What can run, the sooner the lower: at each start of Python, at import of a package, later. Null: cannot run. */
export function wheelRank(path: string): number | null {
  if (/\.pth$|(?:^|\/)(?:sitecustomize|usercustomize)\.pyc?$|^[^/]+\.dist-info\/[^/]+$/.test(path)) return 0;
  if (/(?:^|\/)__init__\.pyc?$|^[^/]+\.pyc?$|^[^/]+\.data\/scripts\//.test(path)) return 1;
  return /\.py[cw]?$/.test(path) ? 2 : null;
}

/** The digest that a part is known by: none is measured, so the registry must declare one. */
function declaredSha256(file: ReleaseFile | undefined, config: PartsConfig): string | null {
  if (!file || !/\.whl$/i.test(file.filename) || file.sizeBytes === null) return null;
  const isMeant = file.sizeBytes > config.aboveBytes && file.sizeBytes <= config.sizeBytesMax;
  return isMeant ? (file.digests.sha256 ?? null) : null;
}

/**
 * Fetches of a wheel over `config.aboveBytes` only the members that can run, through ranges, into a sparse file; all
 * other files, and wheels of servers that give no ranges, as `whole` does. What is left out stays told as unread.
 *
 * Throws what `whole` throws, and retriable AppErrors when a file changes while it is read.
 */
export function createPartFetcher(options: PartFetcherOptions): FileFetcher {
  const { whole, requests, clock, spoolDir, config } = options;

  async function fetchPart(
    url: string,
    directory: string,
    sha256: string,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<FetchedFile | null> {
    const path = join(directory, 'file');
    await using file = await open(path, 'wx', 0o600);
    await file.truncate(sizeBytes);
    const fetched: ByteRange[] = [];
    const authorization = options.authorize?.(url) ?? null;
    await using source = await openRangeSource({
      name: new URL(url).pathname.slice(-100),
      requestsMax: config.requestsMax,
      async fetchRange(start, end) {
        const { status, headers, body } = await requests.get(url, {
          priority: options.priority,
          timeoutMs: TIMEOUT_MS,
          bodyBytesMax: end - start + 1,
          redirectOrigins: options.allowedOrigins,
          signal,
          headers: {
            range: `bytes=${start}-${end - 1}`,
            'accept-encoding': 'identity',
            ...(authorization === null ? {} : { authorization }),
          },
        });
        const header = (name: string): string | null => headers[name] ?? null;
        const answer = parseRangeResponse({ status, header, bytes: body, name: url.slice(-100) });
        if (answer.totalBytes === sizeBytes) {
          await file.write(answer.bytes, 0, answer.bytes.length, answer.start);
          fetched.push({ start: answer.start, end: answer.start + answer.bytes.length });
        }
        return answer;
      },
    });
    if (source.sizeBytes !== sizeBytes) return null;
    const parts = await findZipParts(source, { rankOf: wheelRank, bytesMax: config.bytesMax, clock });
    if (!parts) return null;
    for (const { start, end } of parts)
      for (let at = start; at < end; at += REQUEST_BYTES)
        await source.readAt(at, Math.min(REQUEST_BYTES, end - at));
    return {
      path,
      sizeBytes,
      digests: {},
      part: { sha256, present: joinRanges(fetched, 0) },
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
    };
  }

  return {
    async fetch(locator, signal, file) {
      const sha256 = declaredSha256(file, config);
      const isAllowed =
        URL.canParse(locator.url) && options.allowedOrigins.includes(new URL(locator.url).origin);
      const sizeBytes = file?.sizeBytes ?? null;
      if (sha256 === null || sizeBytes === null || !isAllowed) return whole.fetch(locator, signal, file);
      await mkdir(spoolDir, { recursive: true, mode: 0o700 });
      const directory = await mkdtemp(join(spoolDir, 'spool-'));
      let part: FetchedFile | null = null;
      try {
        part = await fetchPart(locator.url, directory, sha256, sizeBytes, signal);
      } catch (error) {
        // What ranges cannot give, the whole file may.
        if (!(error instanceof AppError) || error.retriable) throw error;
      } finally {
        if (part === null) await rm(directory, { recursive: true, force: true });
      }
      return part === null ? whole.fetch(locator, signal, file) : { kind: 'fetched', file: part };
    },
  };
}
