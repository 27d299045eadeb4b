import {
  type ConfusionKind,
  skeleton,
  slipsTo,
  withoutAffixes,
  withoutSection,
  withoutSeparators,
  wordKey,
} from './name-mutations.ts';
import { type NameWorld, popularRanks } from './popular-names.ts';

/** A popular package that a name can be taken for. */
export interface NameConfusion {
  readonly target: string;
  /** 1 is the most downloaded. */
  readonly rank: number;
  readonly kind: ConfusionKind;
  /** `typo`: a slip of the finger or the eye. `lookalike`: another name that promises the same package. */
  readonly likeness: 'typo' | 'lookalike';
}

/** Longest name that npm allows. */
const NAME_CHARS_MAX = 214;

/**
 * Slips that honest names seldom differ by. Words of a language differ by one letter anywhere, so that an arbitrary
 * letter counts in long names only.
 */
const TYPO_KINDS: ReadonlySet<ConfusionKind> = new Set([
  'separator',
  'homoglyph',
  'transposition',
  'duplication',
  'omission',
  'adjacent-key',
  'bit-flip',
  'scope-typo',
]);
const LONG_NAME_KINDS: ReadonlySet<ConfusionKind> = new Set(['insertion', 'vowel-swap', 'substitution']);
const LONG_NAME_CHARS_MIN = 9;

/** How popular a name must be to be a target, by its length without scope: short names are near everything. */
function rankLimit(length: number): number {
  if (length < 4) return 0;
  if (length === 4) return 250;
  if (length === 5) return 1_000;
  if (length === 6) return 4_000;
  return 20_000;
}
/** The same for names that differ by whole words, of which honest ones are many. */
const LOOKALIKE_RANK_MAX = 3_000;
/** A scope with so many popular packages is worth imitating. */
const SCOPE_PACKAGES_MIN = 3;
const SCOPE_CHARS_MIN = 5;

interface Index {
  readonly ranks: ReadonlyMap<string, number>;
  readonly bySeparators: ReadonlyMap<string, string>;
  readonly bySkeleton: ReadonlyMap<string, string>;
  readonly byWords: ReadonlyMap<string, string>;
  readonly bySection: ReadonlyMap<string, string>;
  /** Scoped packages by their name without scope, where that says enough to be taken for the package. */
  readonly byBareName: ReadonlyMap<string, string>;
  /** Popular packages by scope, `@` included. */
  readonly scopes: ReadonlyMap<string, number>;
}

function buildIndex(world: NameWorld): Index {
  const ranks = popularRanks(world);
  const bySeparators = new Map<string, string>();
  const bySkeleton = new Map<string, string>();
  const byWords = new Map<string, string>();
  const bySection = new Map<string, string>();
  const byBareName = new Map<string, string>();
  const scopes = new Map<string, number>();
  // The most popular comes first and stays.
  const note = (map: Map<string, string>, key: string, name: string): void => {
    if (!map.has(key)) map.set(key, name);
  };
  for (const [name, rank] of ranks) {
    note(bySeparators, withoutSeparators(name), name);
    note(bySkeleton, skeleton(name), name);
    const scope = scopeOf(name);
    if (scope !== null) {
      scopes.set(scope, (scopes.get(scope) ?? 0) + 1);
      const bare = name.slice(scope.length + 1);
      if (bare.length >= LONG_NAME_CHARS_MIN && bare.includes('-')) note(byBareName, bare, name);
      continue;
    }
    const words = wordKey(name);
    if (words !== null) note(byWords, words, name);
    if (rank <= LOOKALIKE_RANK_MAX)
      for (const shorter of withoutSection(name)) note(bySection, shorter, name);
  }
  return { ranks, bySeparators, bySkeleton, byWords, bySection, byBareName, scopes };
}

const indexes = new Map<NameWorld, Index>();

/** The index of a world's popular names, built when first asked for (some 40 ms for 20,000 names). */
function indexOf(world: NameWorld): Index {
  const known = indexes.get(world);
  if (known) return known;
  const built = buildIndex(world);
  indexes.set(world, built);
  return built;
}

function scopeOf(name: string): string | null {
  return name.startsWith('@') && name.includes('/') ? name.slice(0, name.indexOf('/')) : null;
}

function bareLength(name: string): number {
  return name.length - (scopeOf(name)?.length ?? -1) - 1;
}

function likenessOf(kind: ConfusionKind, target: string): NameConfusion['likeness'] {
  const isTypo =
    TYPO_KINDS.has(kind) || (LONG_NAME_KINDS.has(kind) && bareLength(target) >= LONG_NAME_CHARS_MIN);
  return isTypo ? 'typo' : 'lookalike';
}

/** A scope that imitates one with several popular packages: whoever owns it may publish any name below it. */
function scopeConfusion(index: Index, scope: string, bare: string): NameConfusion | null {
  if (index.scopes.has(scope) || scope.length - 1 < SCOPE_CHARS_MIN) return null;
  for (const { name, kind } of slipsTo(scope.slice(1))) {
    if ((index.scopes.get(`@${name}`) ?? 0) < SCOPE_PACKAGES_MIN || name.length < SCOPE_CHARS_MIN) continue;
    if (likenessOf(kind, name) !== 'typo') continue;
    // Its package of the same name, where that is popular, else the most popular one.
    const own = index.ranks.get(`@${name}/${bare}`);
    const [target, rank] =
      own !== undefined
        ? [`@${name}/${bare}`, own]
        : ([...index.ranks].find(([popular]) => popular.startsWith(`@${name}/`)) ?? []);
    if (target !== undefined && rank !== undefined)
      return { target, rank, kind: 'scope-typo', likeness: 'typo' };
  }
  return null;
}

function* candidatesFor(index: Index, name: string): Generator<{ target: string; kind: ConfusionKind }> {
  const same = index.bySeparators.get(withoutSeparators(name));
  if (same !== undefined) yield { target: same, kind: scopeOf(same) === null ? 'separator' : 'scope' };
  const alike = index.bySkeleton.get(skeleton(name));
  if (alike !== undefined && alike !== same) yield { target: alike, kind: 'homoglyph' };
  const bare = index.byBareName.get(name);
  if (bare !== undefined) yield { target: bare, kind: 'scope' };
  for (const slip of slipsTo(name)) {
    if (index.ranks.has(slip.name)) yield { target: slip.name, kind: slip.kind };
    const scoped = TYPO_KINDS.has(slip.kind) ? index.byBareName.get(slip.name) : undefined;
    if (scoped !== undefined) yield { target: scoped, kind: 'scope' };
  }
  const words = index.byWords.get(wordKey(name) ?? '');
  if (words !== undefined) yield { target: words, kind: 'word-order' };
  for (const shorter of withoutAffixes(name))
    if (index.ranks.has(shorter.name)) yield { target: shorter.name, kind: shorter.kind };
  const longer = index.bySection.get(name);
  if (longer !== undefined) yield { target: longer, kind: 'section' };
}

/**
 * The popular package that a name is most likely taken for; null for a name that is popular itself, that lies in a
 * scope with popular packages (its owner alone can publish there), or that is near none.
 *
 * The name alone is weak evidence: most near names are honest. Costs about 80 look-ups for each character.
 */
export function findNameConfusion(world: NameWorld, given: string): NameConfusion | null {
  const name = given.toLowerCase();
  if (name.length > NAME_CHARS_MAX) return null;
  const index = indexOf(world);
  if (index.ranks.has(name) || index.ranks.has(given)) return null;
  const scope = scopeOf(name);
  if (scope !== null) return scopeConfusion(index, scope, name.slice(scope.length + 1));
  let best: NameConfusion | null = null;
  for (const { target, kind } of candidatesFor(index, name)) {
    const rank = index.ranks.get(target) ?? Number.POSITIVE_INFINITY;
    const likeness = likenessOf(kind, target);
    const limit = likeness === 'typo' ? rankLimit(bareLength(target)) : LOOKALIKE_RANK_MAX;
    if (target === name || rank > Math.min(limit, rankLimit(bareLength(target)))) continue;
    const isBetter = best === null || (likeness === best.likeness ? rank < best.rank : likeness === 'typo');
    if (isBetter) best = { target, rank, kind, likeness };
  }
  return best ?? otherRegistry(world, name);
}

/** A name that is popular elsewhere and means nothing here: whoever mixes the registries up gets it. */
function otherRegistry(world: NameWorld, name: string): NameConfusion | null {
  const rank = popularRanks(world === 'npm' ? 'pypi' : 'npm').get(name);
  if (rank === undefined || rank > LOOKALIKE_RANK_MAX || name.length < 4) return null;
  return { target: name, rank, kind: 'other-registry', likeness: 'lookalike' };
}
