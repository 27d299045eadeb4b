const SEPARATOR = String.raw`[-_.]?`;
/** PEP 440, appendix B, with the spellings that it allows. */
const VERSION = new RegExp(
  [
    String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    `(?:${SEPARATOR}(?<preWord>alpha|a|beta|b|preview|pre|c|rc)${SEPARATOR}(?<pre>\\d*))?`,
    `(?:(?:-(?<postNumber>\\d+))|(?:${SEPARATOR}(?<postWord>post|rev|r)${SEPARATOR}(?<post>\\d*)))?`,
    `(?:${SEPARATOR}(?<devWord>dev)${SEPARATOR}(?<dev>\\d*))?`,
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
  ].join(''),
);
const PRE_WORDS: Readonly<Record<string, string>> = {
  alpha: 'a',
  a: 'a',
  beta: 'b',
  b: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
  rc: 'rc',
};
/** Longer texts are no version, and matching them is not worth the time. */
const CHARS_MAX = 256;

function number(digits: string | undefined): string {
  return (digits ?? '').replace(/^0+(?=\d)/, '') || '0';
}

/**
 * A version in the spelling that PEP 440 calls normal, so that `1.0-1` in a file's name and `1.0.post1` in a list meet;
 * in lower case for what is none.
 */
export function normalVersion(text: string): string {
  const lower = text.trim().toLowerCase();
  const parts = lower.length > CHARS_MAX ? undefined : VERSION.exec(lower)?.groups;
  if (!parts?.release) return lower;
  const { epoch, preWord, pre, postNumber, postWord, post, devWord, dev, local } = parts;
  return [
    epoch === undefined || number(epoch) === '0' ? '' : `${number(epoch)}!`,
    parts.release.split('.').map(number).join('.'),
    preWord === undefined ? '' : `${PRE_WORDS[preWord] ?? ''}${number(pre)}`,
    postNumber === undefined && postWord === undefined ? '' : `.post${number(postNumber ?? post)}`,
    devWord === undefined ? '' : `.dev${number(dev)}`,
    local === undefined ? '' : `+${local.replaceAll(/[-_]/g, '.')}`,
  ].join('');
}

/** Longer numbers are greater; equally long ones compare as text. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

interface Rank {
  readonly epoch: string;
  readonly release: readonly string[];
  /** Before (`dev` alone), a, b, rc, then final. */
  readonly phase: number;
  readonly pre: string;
  /** Null: no post-release, which comes before any. */
  readonly post: string | null;
  /** Null: no development release, which comes after any. */
  readonly dev: string | null;
  readonly local: string | null;
}

const PHASES: readonly string[] = ['dev', 'a', 'b', 'rc', ''];

function rankOf(version: string): Rank | null {
  const parts = VERSION.exec(normalVersion(version))?.groups;
  if (!parts?.release) return null;
  const { epoch, preWord, pre, postWord, post, devWord, dev, local } = parts;
  const phase = preWord ?? (devWord !== undefined && postWord === undefined ? 'dev' : '');
  return {
    epoch: epoch ?? '0',
    release: parts.release.replace(/(?:\.0)+$/, '').split('.'),
    phase: PHASES.indexOf(phase),
    pre: pre ?? '0',
    post: postWord === undefined ? null : (post ?? '0'),
    dev: devWord === undefined ? null : (dev ?? '0'),
    local: local ?? null,
  };
}

function isFinal({ phase, dev }: Rank): boolean {
  return phase === PHASES.length - 1 && dev === null;
}

function compareRanks(a: Rank, b: Rank): number {
  const epochs = compareNumbers(a.epoch, b.epoch);
  if (epochs !== 0) return epochs;
  for (let at = 0; at < Math.max(a.release.length, b.release.length); at++) {
    const parts = compareNumbers(a.release[at] ?? '0', b.release[at] ?? '0');
    if (parts !== 0) return parts;
  }
  return (
    a.phase - b.phase ||
    compareNumbers(a.pre, b.pre) ||
    compareNumbers(a.post ?? '', b.post ?? '') ||
    (a.dev === null ? Number(b.dev !== null) : b.dev === null ? -1 : compareNumbers(a.dev, b.dev)) ||
    Number(a.local !== null) - Number(b.local !== null)
  );
}

/**
 * The version that pip takes for a name alone: the highest that is final, else the highest. What is no PEP 440 version
 * comes last, in the order given; two that differ in their local part only count as equal. Null for no versions. Pure.
 */
export function newestVersion(versions: readonly string[]): string | null {
  const ranked = versions.flatMap((version) => {
    const rank = rankOf(version);
    return rank === null ? [] : [{ version, rank }];
  });
  const final = ranked.filter(({ rank }) => isFinal(rank));
  const [newest] = (final.length > 0 ? final : ranked).toSorted((a, b) => compareRanks(b.rank, a.rank));
  return newest?.version ?? versions.at(-1) ?? null;
}

/** The highest final version below another one; null for none, and below what is no version. Pure. */
export function versionBelow(version: string, versions: readonly string[]): string | null {
  const above = rankOf(version);
  let best: { readonly version: string; readonly rank: Rank } | null = null;
  for (const other of above === null ? [] : versions) {
    const rank = rankOf(other);
    if (rank === null || above === null || !isFinal(rank) || compareRanks(rank, above) >= 0) continue;
    if (best === null || compareRanks(rank, best.rank) > 0) best = { version: other, rank };
  }
  return best?.version ?? null;
}

/** Whether `==` of PEP 440 takes one for the other: spelling and zeros at the end of the release do not matter. */
export function isSameVersion(one: string, other: string): boolean {
  const [a, b] = [rankOf(one), rankOf(other)];
  if (a === null || b === null) return normalVersion(one) === normalVersion(other);
  return compareRanks(a, b) === 0 && a.local === b.local;
}
