import { byName } from '../by-name.ts';
import { decodeBase64, decodeHex, guessEncoding } from '../decode.ts';
import { printableShare } from '../text.ts';
import type { Evaluator } from './evaluator.ts';
import { textOf } from './fold-value.ts';
import { keyName } from './keys.ts';
import type { Node } from './parse.ts';
import { type Bindings } from './scope.ts';

/** A constant text of the source. */
export interface StringFact {
  readonly value: string;
  readonly offset: number;
}

/** A text that decoding yields; `layers` first applied first. */
export interface DecodedText {
  readonly text: string;
  readonly layers: readonly string[];
  readonly offset: number;
  readonly endOffset: number;
  /** False when only its look says that it is encoded: nothing in the source was seen to decode it. */
  readonly proven: boolean;
}

/** Calls that are worth folding for the text they may yield. */
const FOLDABLE =
  /^(?:join|toString|reverse|atob|unescape|decodeURIComponent|decodeURI|fromCharCode|fromCodePoint|apply|concat|replace|decode|\w+Sync)$/;
const isFoldable = byName((method) => FOLDABLE.test(method));
/** Texts below this say little, above it they are data. */
const STRING_CHARS_MIN = 4;
const STRING_CHARS_MAX = 4096;
const STRINGS_MAX = 50_000;
/** Share of ordinary characters from which on decoded bytes are text. */
const PRINTABLE_MIN = 0.95;

/** Collects constant texts: literals, joined pieces and what decoding yields. */
export function collectStrings(
  bindings: Bindings,
  ev: Evaluator,
  caps: { readonly layersMax: number; readonly charsMax: number },
): { strings: StringFact[]; decoded: DecodedText[] } {
  const strings: StringFact[] = [];
  const decoded: DecodedText[] = [];
  const seen = new Set<string>();
  let chars = 0;
  let crowded = false;

  function addDecoded(text: string, layers: readonly string[], node: Node, proven: boolean): void {
    if (seen.has(text) || text.length < STRING_CHARS_MIN || printableShare(text) < PRINTABLE_MIN) return;
    if (decoded.length >= caps.layersMax || chars + text.length > caps.charsMax) {
      // What only looks encoded is data more often than not.
      crowded ||= proven;
      return;
    }
    seen.add(text);
    chars += text.length;
    decoded.push({ text, layers, offset: node.start, endOffset: node.end, proven });
  }

  function addString(value: string, offset: number): void {
    if (
      value.length >= STRING_CHARS_MIN &&
      value.length <= STRING_CHARS_MAX &&
      strings.length < STRINGS_MAX
    ) {
      strings.push({ value, offset });
    }
  }

  for (const { node } of bindings.strings) {
    addString(String(node.value), node.start);
  }
  for (const { node, scope } of bindings.templates) {
    if (node.type !== 'TemplateLiteral') continue;
    const whole = textOf(ev.fold(node, scope));
    if (whole !== null) addString(whole, node.start);
    else for (const quasi of node.quasis) addString(quasi.value.cooked ?? quasi.value.raw, quasi.start);
  }
  for (const { node, scope } of bindings.sums) {
    const whole = ev.fold(node, scope);
    const text = textOf(whole);
    if (text === null) continue;
    if (whole && whole.layers.length > 0) addDecoded(text, whole.layers, node, true);
    else addString(text, node.start);
  }
  let doneTo = -1;
  for (const { node, scope } of bindings.calls) {
    if (node.end <= doneTo) continue;
    const callee = node.callee as Node;
    const method =
      callee.type === 'Identifier'
        ? callee.name
        : callee.type === 'MemberExpression'
          ? (keyName(callee.property, callee.computed) ?? textOf(ev.fold(callee.property, scope)))
          : null;
    const first = node.arguments[0];
    const helper =
      callee.type === 'Identifier' &&
      (ev.emulator !== null || (first?.type === 'Literal' && String(first.value).length >= 8));
    if (method === null || !(helper || isFoldable(method))) continue;
    const value = ev.fold(node, scope);
    if (!value) continue;
    const text =
      value.value instanceof Uint8Array ? Buffer.from(value.value).toString('utf8') : textOf(value);
    if (text === null) continue;
    doneTo = node.end;
    if (value.layers.length > 0) addDecoded(text, value.layers, node, true);
    else addString(text, node.start);
  }
  for (const { node } of bindings.strings) {
    const value = String(node.value);
    const encoding = guessEncoding(value);
    if (encoding === null) continue;
    const bytes = encoding === 'hex' ? decodeHex(value) : decodeBase64(value);
    const text = Buffer.from(bytes).toString('utf8');
    if (text.length >= 16) addDecoded(text, [encoding], node, false);
  }
  if (crowded) ev.exhaust();
  return { strings, decoded };
}
