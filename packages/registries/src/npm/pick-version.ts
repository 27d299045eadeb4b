import semver from 'semver';
import type { NpmDocument } from './document.ts';

/** Ranges are short; a longer text is no range that anybody wrote. */
const RANGE_CHARS_MAX = 256;

/**
 * The version that npm takes (npm-pick-manifest): the one of that name, else the dist-tag's, else of those in a range
 * `latest` if it is one, else the highest. Null when there is none.
 * @param wanted version, dist-tag or range; null for `latest`.
 */
export function pickVersion(document: NpmDocument, wanted: string | null): string | null {
  const { versions } = document;
  const tagged = (tag: string): string | null => {
    const version = document['dist-tags'].get(tag);
    return version !== undefined && versions.has(version) ? version : null;
  };
  const text = wanted?.trim() ?? '';
  if (text === '') return tagged('latest');
  if (versions.has(text)) return text;
  const byTag = tagged(text);
  if (byTag !== null || text.length > RANGE_CHARS_MAX) return byTag;
  const exact = semver.valid(text, { loose: true });
  if (exact !== null) return versions.has(exact) ? exact : null;
  const range = semver.validRange(text, { loose: true });
  if (range === null) return null;
  const latest = tagged('latest');
  if (latest !== null && semver.satisfies(latest, range, { loose: true })) return latest;
  return semver.maxSatisfying([...versions.keys()], range, { loose: true });
}
