/** Ways in which a document can be hostile. In all but `versions-array` and `not-an-object` the good versions stay in place. */
export const HOSTILE_KINDS = {
  types: 'wrong types in every optional member, of the document and of good versions',
  versions: 'versions that are null, arrays, text; keys with control characters, paths, 300 characters',
  times: 'times that are numbers, null, objects, no dates; hostile keys among them',
  tags: 'dist-tags of wrong types, with hostile names, and pointing at nothing',
  containers: 'arrays where time, dist-tags and maintainers should be objects, and the other way round',
  'prototype-keys': '__proto__, constructor and toString as keys of versions, time and dist-tags',
  nuls: 'NULs, terminal escapes, lone surrogates and direction marks in texts',
  deep: 'members nested 100,000 deep',
  'duplicate-keys': 'members that are given twice, the last right',
  revision: 'a _rev that is none',
  'foreign-name': 'another package named inside',
  large: 'tens of megabytes, padded by the readme',
  oversized: 'more than any cap allows, padded by the readme',
  'versions-array': 'an array in the place of versions',
  'not-an-object': 'an array in the place of the document',
} as const;

export type HostileKind = keyof typeof HOSTILE_KINDS;

const KEYS: ReadonlySet<string> = new Set([
  '',
  '__proto__',
  'constructor',
  'toString',
  '1.0.0\u0000',
  '1.0.0\u0007',
  '\u001b[31m1.0.0',
  '../../etc/passwd',
  '1.0.0/../../x',
  '<script>alert(1)</script>',
  "1.0.0'; DROP TABLE releases; --",
  '\ud800',
  '9'.repeat(300),
]);

/** Keys that hostile documents use as versions, times and tags. */
export const HOSTILE_KEYS: readonly string[] = [...KEYS];

/**
 * True for a version that only a hostile document lists: the truth does not have it, and a client that takes such a
 * document by its word may record it as published or removed.
 */
export function isHostileVersion(version: string): boolean {
  return version.includes('-hostile.') || KEYS.has(version);
}
