import { createHash } from 'node:crypto';
import { safeText } from '@weir/model';

/** Hexadecimal text as Postgres bytes. */
export function toBytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** {@link safeText} for what may be absent. */
export function safeTextOrNull(text: string | null, maxChars: number): string | null {
  return text === null ? null : safeText(text, maxChars);
}

/**
 * JSON text that jsonb accepts: every string and key made storable, since jsonb refuses U+0000 and lone surrogates
 * even as escapes. Strings keep their length up to `stringCharsMax`.
 */
export function toJsonb(value: unknown, stringCharsMax = 1_000_000): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'string') return safeText(member, stringCharsMax);
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    const keys = Object.keys(member);
    if (keys.every((key) => key === safeText(key, stringCharsMax))) return member;
    return Object.fromEntries(
      Object.entries(member).map(([key, inner]) => [safeText(key, stringCharsMax), inner]),
    );
  });
}

/**
 * Text that fits an index entry and still tells two apart: what is longer than `maxChars` ends with its digest.
 * B-tree entries hold 2,704 bytes (PostgreSQL 18 manual, "B-Tree Indexes").
 */
export function boundedKey(text: string, maxChars = 512): string {
  const clean = safeText(text, Number.MAX_SAFE_INTEGER);
  if (clean.length <= maxChars) return clean;
  const digest = createHash('sha256').update(clean).digest('hex');
  return `${clean.slice(0, maxChars - digest.length - 1).toWellFormed()}#${digest}`;
}
