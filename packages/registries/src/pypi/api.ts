import { createHash } from 'node:crypto';
import { AppError, type Clock, describeError, type RequestPriority } from '@weir/model';
import { ABSENT_STATUSES, malformedDocument, rethrowTooLarge } from '../lib/bad-document.ts';
import type { Served } from '../lib/served.ts';
import type { Requests } from '../requests.ts';
import { statusError } from '../status-error.ts';
import { isPypiName, isPypiVersion, pypiName } from './names.ts';
import { type ProjectPage, parseProjectPage } from './project-page.ts';
import { parseReleaseDocument, type ReleaseDocument } from './release-document.ts';

/** Where one PyPI-like registry is read. Without `json` nothing but the simple index is known of a release. */
export interface PypiAddresses {
  /** `…/simple`. */
  readonly simple: string;
  /** `…/pypi`: the JSON API and, by POST, XML-RPC; null for mirrors that have none. */
  readonly json: string | null;
  /** `…/rss`; null for a registry that is not followed. */
  readonly rss: string | null;
}

/** Accept of the simple index as JSON (PEP 691): its HTML has neither serials nor status. */
export const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json';
/** Pages of projects with thousands of files have some MB. */
export const PAGE_BYTES_MAX = 32 * 1024 * 1024;
export const API_TIMEOUT_MS = 30_000;

export interface PypiApiOptions {
  readonly addresses: PypiAddresses;
  readonly requests: Requests;
  readonly clock: Clock;
  /** Adds credentials to a request; null for origins that get none. */
  readonly authorize?: (url: string) => string | null;
  readonly timeoutMs?: number;
  readonly pageBytesMax?: number;
}

/** How a document is asked for. */
export interface AskHow {
  /** Past caches: publishing purges them, and stale pages are reported again and again all the same. */
  readonly fresh: boolean;
  readonly priority: RequestPriority;
  /** For a conditional request. */
  readonly etag?: string | null;
}

/** A document that was answered, or that there is none, or that it is as it was (`same`). */
export type Answered<T> =
  | { readonly kind: 'absent'; readonly status: number }
  | { readonly kind: 'same' }
  | {
      readonly kind: 'present';
      readonly value: T;
      readonly bytes: Buffer;
      readonly served: Served;
    };

/**
 * PyPI's documents. Names are asked for as PEP 503 spells them: other spellings cost a redirect.
 *
 * Throws AppErrors `NAME_INVALID`, `REGISTRY_REFUSED`, `DOCUMENT_TOO_LARGE` (not retriable), `REGISTRY_MALFORMED` and
 * what {@link Requests} throws (retriable).
 */
export interface PypiApi {
  page(name: string, how: AskHow, signal: AbortSignal): Promise<Answered<ProjectPage>>;
  /** `absent` with status 0 where there is no JSON API. `version` null: the one that PyPI shows first. */
  release(
    name: string,
    version: string | null,
    how: AskHow,
    signal: AbortSignal,
  ): Promise<Answered<ReleaseDocument>>;
}

function checked(name: string): string {
  if (isPypiName(name)) return pypiName(name);
  throw new AppError('NAME_INVALID', `not a project name: ${JSON.stringify(name.slice(0, 250))}`, {
    retriable: false,
  });
}

/** See {@link PypiApi}. Nothing is asked before a method is called. */
export function createPypiApi(options: PypiApiOptions): PypiApi {
  const { requests, clock, addresses } = options;

  async function ask<T>(
    name: string,
    address: string,
    accept: string,
    how: AskHow,
    parse: (value: unknown, url: string) => T | null,
    signal: AbortSignal,
  ): Promise<Answered<T>> {
    const url = how.fresh ? `${address}?fresh=${clock.now()}` : address;
    const authorization = options.authorize?.(url) ?? null;
    const response = await requests
      .get(url, {
        priority: how.priority,
        timeoutMs: options.timeoutMs ?? API_TIMEOUT_MS,
        bodyBytesMax: options.pageBytesMax ?? PAGE_BYTES_MAX,
        signal,
        headers: {
          accept,
          ...(how.etag == null ? {} : { 'if-none-match': how.etag }),
          ...(authorization === null ? {} : { authorization }),
        },
      })
      .catch((error: unknown) => rethrowTooLarge(name, error));
    if (response.status === 304 && how.etag != null) return { kind: 'same' };
    if (ABSENT_STATUSES.has(response.status)) return { kind: 'absent', status: response.status };
    if (response.status !== 200) throw statusError(`document of ${name}`, response, clock.now());
    const { body: bytes, headers } = response;
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch (cause) {
      throw malformedDocument(name, describeError(cause, 100), bytes, cause);
    }
    const document = parse(value, response.url);
    if (document === null) throw malformedDocument(name, 'no JSON object', bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { kind: 'present', value: document, bytes, served: { sha256, headers } };
  }

  return {
    async page(given, how, signal) {
      const name = checked(given);
      const address = `${addresses.simple}/${name}/`;
      return ask(name, address, SIMPLE_JSON, how, (value, url) => parseProjectPage(value, name, url), signal);
    },
    async release(given, version, how, signal) {
      const name = checked(given);
      if (addresses.json === null || (version !== null && !isPypiVersion(version)))
        return { kind: 'absent', status: 0 };
      const place = version === null ? name : `${name}/${encodeURIComponent(version)}`;
      const address = `${addresses.json}/${place}/json`;
      return ask(name, address, 'application/json', how, parseReleaseDocument, signal);
    },
  };
}
