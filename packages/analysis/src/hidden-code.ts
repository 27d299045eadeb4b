import { shareSpelled, UNKNOWN_PART } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';

/** Share of a text that stands in the package in pieces, from which on nothing hides it; and where decoders made some. */
const SHARE_MIN = { cut: 0.5, decoded: 0.75 } as const;
/** Shorter texts, and shorter parts of a text, only ask for a global, and longer ones are programs of others that are packed to be small. */
const CHARS = { min: 20, max: 200_000 } as const;
/** How often the sources of one package are looked through as a whole. */
const LOOKS_MAX = 1_500;
/** Words of a text that are looked for. */
const WORDS = /[a-z]{4,}/gi;
const WORDS_MIN = 2;
const WORDS_MAX = 40;
/** How obfuscators ask for the global object, and for what makes a function. */
const ASKS_GLOBAL = /\breturn this\b/;
const ASKING_CHARS_MAX = 100;

/** Whether a text that was run as code, and that decoders made or not, stands nowhere in the files that it came from. */
export type IsHidden = (text: string, decoded: boolean) => boolean;

/** Creates what tells so of the files of a package that ran, and of the data that they read. */
export function createIsHidden(units: readonly CodeUnit[], data: readonly string[]): IsHidden {
  let looks = LOOKS_MAX;
  let sources: string | undefined;

  function isHeld(piece: string): boolean {
    // Constants as they are read: escapes are no hiding place.
    sources ??= [
      ...units.flatMap(({ source, facts }) => [source.text, ...facts.strings.map(({ value }) => value)]),
      ...data,
    ].join('\n');
    return looks-- > 0 && sources.includes(piece);
  }

  /** What puts code together for somebody has its words as words; who cuts them in two does not want them found. */
  function isCut(text: string): boolean {
    const words = [...new Set(text.match(WORDS))].slice(0, WORDS_MAX);
    return words.length >= WORDS_MIN && words.filter((word) => isHeld(word)).length * 2 < words.length;
  }

  return (text, decoded) => {
    if (text.length < CHARS.min || text.length > CHARS.max || text.includes(UNKNOWN_PART)) return false;
    if (text.length < ASKING_CHARS_MAX && ASKS_GLOBAL.test(text)) return false;
    const held = shareSpelled(text, isHeld);
    const isKept = decoded
      ? held < SHARE_MIN.decoded && text.length * (1 - held) >= CHARS.min
      : held < SHARE_MIN.cut && isCut(text);
    return isKept && looks > 0;
  };
}
