import type { CompactFacts, FactFile } from '@weir/model';
import { tlshDistance } from './tlsh-distance.ts';

/** From this share of an original's code on a release is a copy of it. */
const COPY_SHARE_MIN = 0.5;
/** Files of one name whose digests are no further apart are one file with changes (TLSH: tlsh-distance.ts). */
const DISTANCE_MAX = 70;
/** Files of one name that are looked at for one that moved: a package can have thousands that are called `index.js`. */
const SAME_NAME_MAX = 16;
/** Less code than this, in bytes, is written twice by chance. */
const CODE_BYTES_MIN = 400;
/** With fewer texts of its own a package is not known by them. */
const STRINGS_MIN = 8;

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function byName(files: readonly FactFile[]): ReadonlyMap<string, readonly FactFile[]> {
  const named = new Map<string, FactFile[]>();
  for (const file of files) {
    const name = basename(file.path);
    const same = named.get(name);
    if (same === undefined) named.set(name, [file]);
    else if (same.length < SAME_NAME_MAX) same.push(file);
  }
  return named;
}

/** Part of the bytes of an original's code that is in a release: in files that are the same, or nearly so by one name. */
function shareOfFiles(ours: CompactFacts, original: CompactFacts): number {
  const code = original.files.filter(({ stage }) => stage !== 'dead');
  const bytes = code.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (bytes < CODE_BYTES_MIN) return 0;
  const digests = new Set(ours.files.map(({ sha256 }) => sha256));
  const named = byName(ours.files);
  const placed = new Map(ours.files.map((file) => [file.path, file]));
  const isNear = ({ path, tlsh }: FactFile): boolean => {
    if (tlsh === null) return false;
    const there = placed.get(path);
    return [...(there ? [there] : []), ...(named.get(basename(path)) ?? [])].some(
      (file) => file.tlsh !== null && tlshDistance(file.tlsh, tlsh) <= DISTANCE_MAX,
    );
  };
  const copied = code.filter((file) => digests.has(file.sha256) || isNear(file));
  return copied.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / bytes;
}

/** The same of its distinctive texts, which stay when code is moved to other files, reformatted or minified. */
function shareOfStrings(ours: CompactFacts, original: CompactFacts): number {
  if (original.strings.length < STRINGS_MIN) return 0;
  const known = new Set(ours.strings);
  return original.strings.filter((text) => known.has(text)).length / original.strings.length;
}

/** The part of an original's code that is in a release as well, 0 to 1, by what was kept of both. */
export function copiedShare(ours: CompactFacts, original: CompactFacts): number {
  return Math.max(shareOfFiles(ours, original), shareOfStrings(ours, original));
}

/** Whether a release with such a share of another one's code is a copy of it. */
export function isCopy(share: number): boolean {
  return share >= COPY_SHARE_MIN;
}
