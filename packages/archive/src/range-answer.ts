import { AppError } from '@weir/model';
import type { RangeAnswer } from './range-source.ts';

/** What of an HTTP response decides what its bytes are. */
export interface RangeResponse {
  readonly status: number;
  /** A header by its lower-case name; null without it. */
  readonly header: (name: string) => string | null;
  readonly bytes: Uint8Array;
  /** For errors: a URL without secrets. */
  readonly name: string;
}

/** `Content-Range` of a part (RFC 9110 section 14.4); a server that does not know the size writes `*`. */
const CONTENT_RANGE = /^bytes (?<start>\d{1,15})-(?<end>\d{1,15})\/(?<total>\d{1,15}|\*)$/i;

/**
 * What a server answered to `Range: bytes=START-END`, as `openRangeSource` wants it. The request has to ask for
 * `Accept-Encoding: identity`, as ranges of a packed body are ranges of something else; of a body it should read one
 * byte more than it asked for and no further, as a server that ignores ranges sends the whole file.
 *
 * Throws AppError `ARCHIVE_SOURCE` for any other status than 200 and 206, retriable for 408, 429 and 5xx; and, not
 * retriable, for a part that does not say which one it is, or one that is packed.
 */
export function parseRangeResponse({ status, header, bytes, name }: RangeResponse): RangeAnswer {
  const fail = (message: string, retriable: boolean): AppError =>
    new AppError('ARCHIVE_SOURCE', `${name}: ${message}`, { retriable });
  if (status !== 200 && status !== 206) {
    throw fail(`status ${status} for a range`, status === 408 || status === 429 || status >= 500);
  }
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw fail(`a range in ${encoding.slice(0, 40)}, which was not asked for`, false);
  const etag = header('etag');
  // A weak tag may stay the same when bytes change (RFC 9110 section 8.8.1).
  const version = etag?.startsWith('"') ? etag : header('last-modified');
  if (status === 200) return { bytes, start: 0, totalBytes: bytes.length, version };
  const range = CONTENT_RANGE.exec(header('content-range')?.trim() ?? '')?.groups;
  if (range?.start === undefined) throw fail('a part that does not say which one it is', false);
  return {
    bytes,
    start: Number(range.start),
    totalBytes: range.total === '*' ? null : Number(range.total),
    version,
  };
}
