/** Where a condition leads: what runs in a browser only, what types are read from, and everything else. */
export type TargetPlatform = 'any' | 'browser' | 'types';

/** A path behind a key of `exports` or `imports`. */
export interface MapTarget {
  readonly path: string;
  readonly platform: TargetPlatform;
}

/** As far as the manifest's reader goes before it says that it was cut. */
const TARGETS_MAX = 20_000;
const DEPTH_MAX = 64;
const BROWSER = /^(?:browser|react-native|worker|web|webworker)$/;

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function collect(value: unknown, platform: TargetPlatform, found: MapTarget[], depth: number): void {
  if (found.length >= TARGETS_MAX || depth > DEPTH_MAX) return;
  if (typeof value === 'string') found.push({ path: value, platform });
  else if (Array.isArray(value)) for (const item of value) collect(item, platform, found, depth + 1);
  else if (isObject(value)) {
    for (const [condition, item] of Object.entries(value)) {
      const next = /^types(?:@|$)/.test(condition)
        ? 'types'
        : BROWSER.test(condition) && platform === 'any'
          ? 'browser'
          : platform;
      collect(item, next, found, depth + 1);
    }
  }
}

/** Targets of an `exports`, `main` or `browser` field under every condition, at most 20,000 and 64 levels deep. */
export function listTargets(field: unknown, platform: TargetPlatform = 'any'): MapTarget[] {
  const found: MapTarget[] = [];
  collect(field, platform, found, 0);
  return found;
}

/** True for an object whose keys are subpaths (`.`, `./x`, `#x`) and no conditions. */
function hasSubpaths(field: unknown): field is Record<string, unknown> {
  return isObject(field) && Object.keys(field).some((key) => key.startsWith('.') || key.startsWith('#'));
}

/** The key that a subpath means, and what stands for its `*`; the longest pattern wins, as in Node. */
function findKey(keys: readonly string[], wanted: string): { key: string; star: string } | null {
  if (keys.includes(wanted) && !wanted.includes('*')) return { key: wanted, star: '' };
  let best: { key: string; star: string } | null = null;
  for (const key of keys) {
    const at = key.indexOf('*');
    // `./x/` is the old way to write `./x/*`.
    const prefix = at >= 0 ? key.slice(0, at) : key.endsWith('/') ? key : null;
    const suffix = at >= 0 ? key.slice(at + 1) : '';
    if (prefix === null || !wanted.startsWith(prefix) || !wanted.endsWith(suffix)) continue;
    if (wanted.length < prefix.length + suffix.length) continue;
    if (best && best.key.length >= key.length) continue;
    best = { key, star: wanted.slice(prefix.length, wanted.length - suffix.length) };
  }
  return best;
}

/**
 * What a subpath (`.`, `./x`, `#x`) of an `exports` or `imports` field leads to, under every condition, in the order of
 * the field. Empty when the field does not let it through. Targets of `imports` can be packages.
 */
export function resolveTargets(field: unknown, subpath: string): MapTarget[] {
  if (!hasSubpaths(field)) return subpath === '.' ? listTargets(field) : [];
  const match = findKey(Object.keys(field), subpath);
  if (!match) return [];
  const isFolder = match.key.endsWith('/');
  return listTargets(field[match.key]).map(({ path, platform }) => ({
    platform,
    path: (isFolder && path.endsWith('/') ? path + match.star : path.replaceAll('*', match.star)).slice(
      0,
      1024,
    ),
  }));
}
