import { hash } from 'node:crypto';

/** Shorter texts are words that half of all code uses, longer ones are data. */
const CHARS_MIN = 12;
const CHARS_MAX = 256;
/** Different characters that a distinctive text has at least. */
const KINDS_MIN = 6;

/**
 * Whether a text says where code comes from, and if so its place in the order (FNV-1a over UTF-16 units); null if not.
 * Distinctive is what is neither a word nor a path of lower-case words (one kind of character, or small letters with
 * signs) nor an address (those are kept as they are): user agents, tokens, a dropper's file names, a kit's messages.
 * One pass: large bundles hold 50,000 texts.
 */
export function orderOf(text: string): number | null {
  if (text.length < CHARS_MIN || text.length > CHARS_MAX) return null;
  let state = 0x811c9dc5;
  // Which characters occur, by their last five bits, apart for letters in small, in capitals, and the rest.
  let small = 0;
  let capital = 0;
  let other = 0;
  let digits = 0;
  let spaces = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    state = Math.imul(state ^ code, 0x01000193);
    const bit = 1 << (code & 31);
    if (code >= 97 && code <= 122) small |= bit;
    else if (code >= 65 && code <= 90) capital |= bit;
    else {
      other |= bit;
      if (code >= 48 && code <= 57) digits++;
      else if (code === 32) spaces++;
    }
  }
  const mixed = capital !== 0 || digits > 0 || spaces > 0;
  const kinds = Number(small !== 0) + Number(capital !== 0) + Number(other !== 0);
  if (!mixed || (kinds < 2 && digits === 0)) return null;
  if (bitsIn(small) + bitsIn(capital) + bitsIn(other) < KINDS_MIN || text.includes('://')) return null;
  return state >>> 0;
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

/** Chooses at most `max` texts. */
export interface StringSample {
  /** Takes a distinctive text with its {@link orderOf}. */
  add(text: string, order: number): void;
  /** First 8 bytes of the sha256 of each chosen text, lower-case hex. */
  hashes(): readonly string[];
  /** Distinctive texts that were not chosen; one that repeats may count again. */
  readonly leftOut: number;
}

/**
 * Keeps the texts whose cheap hash is smallest. Whoever ships a text, it is chosen or not by what it is and not by
 * where it stands, so that releases with common texts have common hashes: a minimum-hash sample.
 */
export function createStringSample(max: number): StringSample {
  const chosen: { readonly order: number; readonly text: string }[] = [];
  const texts = new Set<string>();

  /** Where a text of an order belongs: behind all that have the same. */
  function placeOf(order: number): number {
    let from = 0;
    let to = chosen.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((chosen[middle]?.order ?? 0) > order) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  const sample: StringSample & { leftOut: number } = {
    leftOut: 0,
    add(text, order) {
      const last = chosen.at(-1);
      if (chosen.length >= max && last !== undefined && order >= last.order) {
        if (!texts.has(text)) sample.leftOut++;
        return;
      }
      if (texts.has(text)) return;
      texts.add(text);
      chosen.splice(placeOf(order), 0, { order, text });
      if (chosen.length <= max) return;
      const dropped = chosen.pop();
      if (dropped) texts.delete(dropped.text);
      sample.leftOut++;
    },
    hashes: () => chosen.map(({ text }) => hash('sha256', text, 'hex').slice(0, 16)),
  };
  return sample;
}
