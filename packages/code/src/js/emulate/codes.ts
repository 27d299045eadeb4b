import { shareSpelled } from '../../spelled.ts';
import type { Node } from '../parse.ts';
import { codeText } from './code-text.ts';
import type { RunCode } from './machine.ts';
import type { CallSite } from './outside.ts';
import { type Budget, fileOf, type Value } from './values.ts';

/** Texts that one place runs as code. */
const CODES_OF_PLACE_MAX = 4;
/** Characters of a text that decoders made, from which on it was decoded; less where that is half of it. */
const DECODED_CHARS_MIN = 20;

/** How often what decoders made is looked through, in one program. */
const LOOKS_MAX = 4_000;

/** An address that holds its text in an encoding. */
const ENCODED = /^\s*data:[^,]{0,200};base64,/i;

/** Whether decoders made a text, or a part of it; false once that was asked too often. */
export function isDecoded(text: string, budget: Budget): boolean {
  const { decoded = '' } = budget;
  if (decoded === '') return false;
  const isMade = (piece: string): boolean => {
    const looks = (budget.looks ?? LOOKS_MAX) - 1;
    budget.looks = looks;
    return looks >= 0 && decoded.includes(piece);
  };
  const chars = shareSpelled(text, isMade) * text.length;
  return chars >= Math.min(DECODED_CHARS_MIN, text.length / 2);
}

/** What calls of a program run as code, by the call. */
export interface Codes {
  readonly codes: ReadonlyMap<Node, readonly RunCode[]>;
  /** Notes a text that is run as code, by the call that runs it. */
  readonly note: (site: CallSite, callee: Value, args: readonly Value[]) => void;
}

/** Creates what notes them. */
export function createCodes(budget: Budget): Codes {
  const codes = new Map<Node, RunCode[]>();
  return {
    codes,
    note({ node, env }, callee, args) {
      const known = codes.get(node);
      const text = known && known.length >= CODES_OF_PLACE_MAX ? null : codeText(callee, args);
      if (text === null || known?.some((code) => code.text === text)) return;
      const isAddress = args.some((given) => typeof given === 'string' && ENCODED.test(given));
      const decoded = isAddress || isDecoded(text, budget);
      const code = { text, file: fileOf(env)?.path ?? null, decoded };
      if (known) known.push(code);
      else codes.set(node, [code]);
    },
  };
}
