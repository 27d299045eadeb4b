import { safeText } from '@weir/model';

/** What was true of the answer that carried the document. */
export interface Served {
  readonly sha256: string;
  /** Lower-case names, as received. */
  readonly headers: Readonly<Record<string, string>>;
}

const HEADERS_KEPT = [
  'age',
  'cf-cache-status',
  'date',
  'etag',
  'last-modified',
  'x-cache',
  'x-pypi-last-serial',
  'x-served-by',
];

/** The headers that explain a miss later, cut. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    HEADERS_KEPT.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, safeText(value, 512)]];
    }),
  );
}
