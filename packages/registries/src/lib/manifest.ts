import { canonicalJson, type Json, safeText } from '@weir/model';

/** Cap on a stored manifest as canonical JSON: a fact is a row, not a blob. */
export const MANIFEST_BYTES_MAX = 64 * 1024;
/** Deeper values are cut: JSON.stringify and Postgres recurse, JSON.parse does not. */
const DEPTH_MAX = 20;
const STRING_CHARS_MAX = 16 * 1024;
const MEMBERS_MAX = 5_000;
const PATHS_MAX = 100;
/** Which members of a registry's manifests are cut last, and which are never kept. */
export interface ManifestMembers {
  /** What detectors read. */
  readonly essential: ReadonlySet<string>;
  /** Text for people, kept in the document blob only. */
  readonly dropped: ReadonlySet<string>;
}

export interface CappedManifest {
  readonly manifest: { [key: string]: Json };
  /** Paths (`$.a.b`) of what was cut; at most 100. */
  readonly truncated: readonly string[];
}

/**
 * A version's manifest, made storable: no NUL, bounded depth, strings and size; what was cut is named.
 * Objects keep hostile keys such as `__proto__` as plain members.
 */
export function capManifest(
  raw: Readonly<Record<string, unknown>>,
  { essential, dropped }: ManifestMembers,
): CappedManifest {
  const truncated: string[] = [];
  let members = 0;

  function cut(path: string): null {
    if (truncated.length < PATHS_MAX) truncated.push(safeText(path, 256));
    return null;
  }

  function prune(value: unknown, path: string, depth: number): Json {
    if (typeof value === 'string') {
      if (value.length > STRING_CHARS_MAX) cut(path);
      return safeText(value, STRING_CHARS_MAX);
    }
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : cut(path);
    if (typeof value !== 'object' || depth >= DEPTH_MAX || members >= MEMBERS_MAX) return cut(path);
    if (Array.isArray(value)) {
      members += value.length;
      return value.slice(0, MEMBERS_MAX).map((item, index) => prune(item, `${path}[${index}]`, depth + 1));
    }
    const entries = Object.entries(value);
    members += entries.length;
    // fromEntries defines own members, so that `__proto__` sets no prototype.
    return Object.fromEntries(
      entries
        .slice(0, MEMBERS_MAX)
        .map(([key, member]) => [safeText(key, 512), prune(member, `${path}.${key}`, depth + 1)]),
    );
  }

  const fields = Object.entries(raw).map(([key, value]) => {
    const name = safeText(key, 512);
    const pruned = dropped.has(name) ? cut(`$.${name}`) : prune(value, `$.${name}`, 1);
    return { name, value: pruned, sizeBytes: Buffer.byteLength(canonicalJson(pruned)) + name.length + 4 };
  });
  let sizeBytes = fields.reduce((sum, field) => sum + field.sizeBytes, 2);
  const bySize = fields.toSorted(
    (a, b) => Number(essential.has(a.name)) - Number(essential.has(b.name)) || b.sizeBytes - a.sizeBytes,
  );
  const removed = new Set(fields.filter((field) => dropped.has(field.name)));
  for (const field of bySize) {
    if (sizeBytes <= MANIFEST_BYTES_MAX) break;
    if (removed.has(field)) continue;
    cut(`$.${field.name}`);
    removed.add(field);
    sizeBytes -= field.sizeBytes;
  }
  const kept = fields.filter((field) => !removed.has(field));
  return { manifest: Object.fromEntries(kept.map((field) => [field.name, field.value])), truncated };
}
