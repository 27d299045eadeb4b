/**
 * How one name is mistaken for another: mutations after OSSGadget's list (detection.md C17), told backwards, from the
 * name at hand to the popular one that it may stand for.
 */

/** `typo`: a slip of the finger or the eye. `lookalike`: another name that promises the same package. */
export type ConfusionKind =
  | 'separator'
  | 'homoglyph'
  | 'transposition'
  | 'duplication'
  | 'omission'
  | 'insertion'
  | 'adjacent-key'
  | 'bit-flip'
  | 'vowel-swap'
  | 'substitution'
  | 'scope-typo'
  | 'plural'
  | 'version-suffix'
  | 'affix'
  | 'scope'
  | 'word-order'
  | 'section'
  | 'other-registry';

/** A name that differs by one slip, with the slip. */
export interface Slip {
  readonly name: string;
  readonly kind: ConfusionKind;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789-_.';
const ROWS = ['1234567890-', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const VOWELS = 'aeiouy';

function neighboursOnKeyboard(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [row, keys] of ROWS.entries()) {
    for (const [at, key] of Array.from(keys).entries()) {
      // Rows are shifted by half a key: the one above has two neighbours, and so has the one below.
      const above = ROWS[row - 1]?.slice(at, at + 2) ?? '';
      const below = ROWS[row + 1]?.slice(Math.max(0, at - 1), at + 1) ?? '';
      found.set(key, `${keys[at - 1] ?? ''}${keys[at + 1] ?? ''}${above}${below}`);
    }
  }
  return found;
}

const NEIGHBOURS = neighboursOnKeyboard();

function isNeighbour(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && (NEIGHBOURS.get(a)?.includes(b) ?? false);
}

function isBitFlip(a: string, b: string): boolean {
  const difference = a.charCodeAt(0) ^ b.charCodeAt(0);
  return difference > 0 && (difference & (difference - 1)) === 0;
}

function kindOfRemoved(name: string, at: number): ConfusionKind {
  const removed = name[at] ?? '';
  if (removed === name[at - 1] || removed === name[at + 1]) return 'duplication';
  if ('-_.'.includes(removed)) return 'separator';
  if (at === name.length - 1 && removed === 's') return 'plural';
  if (at === name.length - 1 && /\d/.test(removed)) return 'version-suffix';
  return isNeighbour(removed, name[at - 1]) || isNeighbour(removed, name[at + 1])
    ? 'adjacent-key'
    : 'insertion';
}

function kindOfReplaced(was: string, becomes: string): ConfusionKind {
  if ('-_.'.includes(was) && '-_.'.includes(becomes)) return 'separator';
  if (isNeighbour(was, becomes)) return 'adjacent-key';
  if (VOWELS.includes(was) && VOWELS.includes(becomes)) return 'vowel-swap';
  return isBitFlip(was, becomes) ? 'bit-flip' : 'substitution';
}

/** Every name that one slip turns into `name`: about 80 for each of its characters. Lower-case names. */
export function* slipsTo(name: string): Generator<Slip> {
  for (let at = 0; at < name.length; at++) {
    const before = name.slice(0, at);
    const after = name.slice(at + 1);
    yield { name: before + after, kind: kindOfRemoved(name, at) };
    const [here = '', next] = [name[at], name[at + 1]];
    if (next !== undefined && next !== here)
      yield { name: `${before}${next}${here}${name.slice(at + 2)}`, kind: 'transposition' };
    for (const letter of ALPHABET) {
      if (letter !== here) yield { name: before + letter + after, kind: kindOfReplaced(here, letter) };
      yield { name: before + letter + here + after, kind: 'omission' };
    }
  }
  for (const letter of ALPHABET) yield { name: name + letter, kind: letter === 's' ? 'plural' : 'omission' };
}

const PREFIXES =
  /^(?:the|real|true|my|new|node|nodejs|npm|js|ts|py|python|lib|plain|easy|simple|fast|safe|secure|official|original)[-_.]/;
const SUFFIXES =
  /[-_.](?:js|ts|node|nodejs|npm|py|python|cli|api|lib|core|util|utils|helper|helpers|tool|tools|sdk|official|original|latest|next|pro|plus|fix|fixed|patch|patched|secure|safe|dev|test|beta|new)$/;

/** What is left of a name without words that say nothing, and without a version at its end; `name` excluded. */
export function withoutAffixes(name: string): Slip[] {
  const affix = (bare: string): Slip[] => (bare === name ? [] : [{ name: bare, kind: 'affix' }]);
  const numbered = name.replace(/[-_.]?v?\d{1,4}$/, '');
  return [
    ...affix(name.replace(PREFIXES, '')),
    ...affix(name.replace(SUFFIXES, '')),
    ...affix(name.replace(/(?<=[a-z0-9]{3})js$/, '')),
    ...affix(name.replace(/^(?:js|node)(?=[a-z0-9]{4})/, '')),
    ...(numbered === name || numbered === '' ? [] : [{ name: numbered, kind: 'version-suffix' } as const]),
  ];
}

/** A name without its separators and scope sign: `@acme/core`, `acme-core` and `acme.core` are one. */
export function withoutSeparators(name: string): string {
  return name.replace(/[-_.@/]/g, '');
}

/** Letters of other scripts that look like ASCII ones, and what they look like. */
const FOREIGN = 'аеорсухіѕ';
const FOREIGN_AS = 'aeopcyxis';

function asAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => FOREIGN_AS[FOREIGN.indexOf(letter)] ?? letter);
}

/** A name as the eye takes it: characters that look alike are one. Accents and foreign look-alikes become ASCII. */
export function skeleton(name: string): string {
  const joined = withoutSeparators(name);
  const ascii = /^\p{ASCII}*$/u.test(joined) ? joined : asAscii(joined);
  return ascii.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('0', 'o').replaceAll('1', 'l');
}

/** The words of a name in one fixed order; null for a single word. */
export function wordKey(name: string): string | null {
  const words = name.split(/[-_.]/).filter((word) => word !== '');
  return words.length < 2 ? null : words.toSorted().join(' ');
}

/** A name of three or more words without one of them, each in turn. */
export function withoutSection(name: string): string[] {
  const words = name.split('-');
  if (words.length < 3) return [];
  return words.map((_word, at) => words.filter((_other, index) => index !== at).join('-'));
}
