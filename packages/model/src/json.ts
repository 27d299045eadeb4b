import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from './errors.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Deepest nesting that is looked at. Recursive code (zod, JSON.stringify, renderers) overflows its stack from about
 * 2,000 levels on (measured on Node 24); real manifests stay below 20.
 */
export const JSON_DEPTH_MAX = 200;

/** Visits a value and all its members without recursion; false as soon as one is too deep or `accept` refuses it. */
function everyMember(value: unknown, accept: (member: unknown) => boolean): boolean {
  const waiting: { member: unknown; depth: number }[] = [{ member: value, depth: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { member, depth } = next;
    if (!accept(member)) return false;
    if (member === null || typeof member !== 'object') continue;
    if (depth > JSON_DEPTH_MAX) return false;
    for (const child of Object.values(member)) waiting.push({ member: child, depth: depth + 1 });
  }
  return true;
}

function isJsonMember(member: unknown): boolean {
  switch (typeof member) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(member);
    case 'object':
      return (
        member === null ||
        Array.isArray(member) ||
        [Object.prototype, null].includes(Object.getPrototypeOf(member))
      );
    default:
      return false;
  }
}

/** Any JSON value nested at most {@link JSON_DEPTH_MAX} deep. Never throws, however a value is nested. */
export const jsonSchema: z.ZodType<Json> = z.custom<Json>((value) => everyMember(value, isJsonMember), {
  error: `not JSON, or nested deeper than ${JSON_DEPTH_MAX}`,
});

/**
 * JSON with object keys in one fixed order and no white space, so that equal values have equal text.
 * `undefined` members are dropped, as JSON.stringify does.
 * @throws AppError `JSON_DEPTH`, not retriable, for a value nested deeper than {@link JSON_DEPTH_MAX}.
 */
export function canonicalJson(value: unknown): string {
  if (!everyMember(value, () => true)) {
    throw new AppError('JSON_DEPTH', `a value is nested deeper than ${JSON_DEPTH_MAX}`, { retriable: false });
  }
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** Lower-case hex sha256 of a canonical JSON value. Throws like {@link canonicalJson}. */
export function digestOfJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * Text as Postgres and a terminal can hold it: U+0000 and lone surrogates become U+FFFD, and what is over
 * `maxChars` (at least 1) is cut with `…`. For every string that comes from a registry.
 */
export function safeText(text: string, maxChars: number): string {
  // oxlint-disable-next-line no-control-regex -- NUL is exactly what Postgres text rejects
  const clean = text.toWellFormed().replace(/\u0000/g, '\uFFFD');
  return clean.length > maxChars ? `${clean.slice(0, Math.max(0, maxChars - 1)).toWellFormed()}…` : clean;
}
