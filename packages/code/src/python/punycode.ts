/** Bounds and speed of the adaptation of RFC 3492, section 5. */
const [BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_CODE] = [36, 1, 26, 38, 700, 72, 128];
const CHARS_MAX = 200_000;

function adapted(delta: number, count: number, isFirst: boolean): number {
  let left = Math.floor(delta / (isFirst ? DAMP : 2));
  left += Math.floor(left / count);
  let k = 0;
  for (; left > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) left = Math.floor(left / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * left) / (left + SKEW));
}

/** The text that punycode (RFC 3492) stands for; null for what is none. */
export function fromPunycode(coded: string): string | null {
  const end = coded.lastIndexOf('-');
  const chars = Array.from(coded.slice(0, Math.max(0, end)), (char) => char.codePointAt(0) ?? 0);
  const digits = coded.slice(end + 1).toLowerCase();
  if (coded.length > CHARS_MAX || digits.length > 2_000) return null;
  let [code, place, bias] = [FIRST_CODE, 0, FIRST_BIAS];
  for (let at = 0; at < digits.length; ) {
    const before = place;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(digits[at++] ?? '-');
      if (digit < 0) return null;
      place += digit * weight;
      const least = Math.min(T_MAX, Math.max(T_MIN, k - bias));
      if (digit < least) break;
      weight *= BASE - least;
      if (place > 0x7fffffff) return null;
    }
    bias = adapted(place - before, chars.length + 1, before === 0);
    code += Math.floor(place / (chars.length + 1));
    place %= chars.length + 1;
    if (code > 0x10ffff) return null;
    chars.splice(place++, 0, code);
  }
  return chars.map((char) => String.fromCodePoint(char)).join('');
}
