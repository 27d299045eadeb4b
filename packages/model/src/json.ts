import { createHash } from 'node:crypto';
import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const jsonSchema: z.ZodType<Json> = z.json();

/**
 * JSON with object keys in code-unit order and no white space, so that equal values have equal text.
 * `undefined` members are dropped, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** Lower-case hex sha256 of a canonical JSON value. */
export function digestOfJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * Text as Postgres and a terminal can hold it: U+0000 and lone surrogates become U+FFFD, and what is over
 * `maxChars` is cut with `…`. For every string that comes from a registry.
 */
export function safeText(text: string, maxChars: number): string {
  // oxlint-disable-next-line no-control-regex -- NUL is exactly what Postgres text rejects
  const clean = text.toWellFormed().replace(/\u0000/g, '\uFFFD');
  return clean.length > maxChars ? `${clean.slice(0, Math.max(0, maxChars - 1)).toWellFormed()}…` : clean;
}
