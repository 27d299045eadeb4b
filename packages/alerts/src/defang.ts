import type { Indicator } from '@weir/model';

/**
 * An indicator written so that no program takes it for an address: `hxxps://evil[.]example/c`, `x[at]evil[.]example`.
 *
 * For typed values in texts for people only: free text (`a.js`, `process.env`) would be mangled, machines want raw
 * values. Hashes and wallets are no addresses and stay as they are.
 */
export function defang(indicator: Indicator): string {
  if (indicator.type === 'hash' || indicator.type === 'wallet') return indicator.value;
  return indicator.value
    .replace(/^http(?=s?:\/\/)/i, 'hxxp')
    .replaceAll('.', '[.]')
    .replaceAll('@', '[at]');
}

/**
 * The inverse of {@link defang} up to the letter case of the scheme, for every value that holds neither `[at]` nor
 * a scheme `hxxp` of its own.
 */
export function refang(text: string): string {
  return text
    .replace(/^hxxp(?=s?:\/\/)/i, 'http')
    .replaceAll('[.]', '.')
    .replaceAll('[at]', '@');
}

/** Longest first, so that a URL is replaced before the host inside it. */
export function defangWithin(text: string, indicators: readonly Indicator[]): string {
  const addresses = indicators
    .filter(({ type }) => type === 'url' || type === 'domain' || type === 'ip')
    .toSorted((a, b) => b.value.length - a.value.length);
  let pieces: { text: string; done: boolean }[] = [{ text, done: false }];
  for (const indicator of addresses) {
    pieces = pieces.flatMap((piece) => (piece.done ? [piece] : splitAt(piece.text, indicator)));
  }
  return pieces.map((piece) => piece.text).join('');
}

/** Cuts `text` around each occurrence of the indicator (letter case does not matter), replacing what it cut out. */
function splitAt(text: string, indicator: Indicator): { text: string; done: boolean }[] {
  const folded = text.toLowerCase();
  const wanted = indicator.value.toLowerCase();
  // Lower-casing may change the length of exotic letters; positions would then not match the original text.
  if (folded.length !== text.length) return [{ text, done: false }];
  const pieces: { text: string; done: boolean }[] = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
    const found = text.slice(at, at + wanted.length);
    pieces.push({ text: text.slice(from, at), done: false });
    pieces.push({ text: defang({ ...indicator, value: found }), done: true });
    from = at + wanted.length;
  }
  pieces.push({ text: text.slice(from), done: false });
  return pieces;
}
