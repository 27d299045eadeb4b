/**
 * Slack's mrkdwn, written so that nothing from a package means anything in it.
 *
 * Slack treats `&`, `<` and `>` as control characters (mentions such as `<!channel>`, links) and wants exactly
 * these three escaped; inside inline code a backtick would end the code.
 */
import { encodeWithin, identifierChar, visibleChar } from '../text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Looks like a backtick and is none (U+02CB). */
const BACKTICK_LOOK_ALIKE = 'ˋ';
/** Slack drops the formatting of code that is empty or begins or ends with a space. */
const VISIBLE_SPACE = '␠';

function escapeChar(char: string): string {
  return char === '`' ? BACKTICK_LOOK_ALIKE : (ENTITIES[char] ?? char);
}

/** A visible ASCII character can be spelled out into several; none of those needs an entity. */
function escapeVisible(char: string): string {
  return escapeChar(visibleChar(char));
}

function escapeIdentifier(char: string): string {
  return escapeChar(identifierChar(char));
}

/**
 * Prose from a finding: visible characters only, escaped, at most `charsMax` long after escaping. What would be
 * bold, struck out, italic or a picture (`:name:`) is written with look-alikes of the same length instead.
 */
export function plain(text: string, charsMax: number): string {
  return encodeWithin(text, charsMax, escapeVisible)
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, 'ˍ')
    .replace(/:(?=[\w+-]{1,100}:)/g, '∶');
}

/** A name or version outside code (the header, the notification): ASCII, escaped, at most `charsMax` long after escaping. */
export function identifier(text: string, charsMax: number): string {
  return encodeWithin(text, charsMax, escapeIdentifier);
}

function inCode(text: string, charsMax: number, encode: (char: string) => string): string {
  const shown = encodeWithin(text, charsMax - 2, encode)
    .replace(/^ /, VISIBLE_SPACE)
    .replace(/ $/, VISIBLE_SPACE);
  return shown === '' ? '_(empty)_' : `\`${shown}\``;
}

/** Code or an address from a package as inline code, at most `charsMax` long with its backticks. */
export function code(text: string, charsMax: number): string {
  return inCode(text, charsMax, escapeVisible);
}

/** A name, version or path as inline code, in ASCII, at most `charsMax` long with its backticks. */
export function identifierCode(text: string, charsMax: number): string {
  return inCode(text, charsMax, escapeIdentifier);
}
