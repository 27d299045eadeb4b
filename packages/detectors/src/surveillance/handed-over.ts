import type { Flow } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { runsAt } from '../cross-file.ts';
import { isModule } from '../reach.ts';

interface Place {
  readonly offset: number;
  readonly live: boolean;
}

/** Exports of a module, methods of its classes among them, that may run what stands at an offset. */
function runnersOf(unit: CodeUnit, offset: number): string[] {
  return [...(unit.facts.exportRuns?.runs.keys() ?? [])].filter((name) => runsAt(unit, name, offset));
}

/** How often a text has a name as a whole word. */
function mentionsOf(text: string, name: string): number {
  return text.split(new RegExp(`(?<!\\w)${name}(?!\\w)`)).length - 1;
}

/**
 * True for a function that its module only defines: the text has its name nowhere else, as whatever calls it would need,
 * and no second use of the same kind.
 */
function isLeft(unit: CodeUnit, use: string, runners: readonly string[]): boolean {
  const { text } = unit.source;
  const words = [use, ...runners].map((name) => name.replace(/\(\)$/, '').replace(/^.*\./, ''));
  return runners.length > 0 && words.every((word) => mentionsOf(text, word) === 1);
}

/** Requests whose arguments say by their names what is sent. */
const NAMES_WHAT_IT_SENDS =
  /^(?:(?:requests|httpx)\.(?:get|post|put|patch|delete|head|options)|urllib\.request\.urlretrieve)$/;
/** Arguments in which bytes go, or that nobody can tell from those. */
const CARRIES_BYTES = /\b(?:files|data|content|body)\s*=|\*/;
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
const INNER_BRACKETS = /\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g;
const ARGUMENTS_CHARS_MAX = 4_000;

/** The arguments of a call as they are written, without what stands in brackets and quotes; null when that is not clear. */
function argumentsOf(call: string): string[] | null {
  const start = call.indexOf('(') + 1;
  if (start === 0 || call.length > ARGUMENTS_CHARS_MAX || !call.endsWith(')')) return null;
  let inside = call.slice(start, -1).replaceAll(TEXT, '_');
  for (let next = ''; next !== inside; ) {
    next = inside;
    inside = inside.replaceAll(INNER_BRACKETS, '_');
  }
  return /[()[\]{}"'#]/.test(inside) ? null : inside.split(',').filter((text) => text.trim() !== '');
}

/** True for a request that is written so that a file, or the bytes of one, are no part of it. */
export function isWithoutBytes(
  { source: { text } }: CodeUnit,
  { sinkName, offset, endOffset }: Flow,
): boolean {
  const call = text.slice(offset, endOffset);
  if (!NAMES_WHAT_IT_SENDS.test(sinkName) || CARRIES_BYTES.test(call)) return false;
  const unnamed = argumentsOf(call)?.filter((given) => !/^\s*\w+\s*=(?!=)/.test(given));
  return unnamed !== undefined && unnamed.length <= (sinkName.endsWith('urlretrieve') ? 2 : 1);
}

/**
 * Whether what a use of a unit takes may be what a request of that unit sends. It is not where the function that takes
 * it sends nothing, nothing of its module runs it, and the request has no place for bytes: another module that calls
 * both is told of itself, unless it does no more than that, and then it has no means to hand over a file.
 */
export function mayBeSent(
  unit: CodeUnit,
  use: { readonly name: string; readonly place: Place },
  request: Flow,
): boolean {
  const { name, place } = use;
  if (!isModule(unit) || unit.facts.exportRuns === null || place.live || request.live) return true;
  if (!isWithoutBytes(unit, request)) return true;
  const takers = runnersOf(unit, place.offset);
  return !isLeft(unit, name, takers) || takers.some((taker) => runsAt(unit, taker, request.offset));
}
