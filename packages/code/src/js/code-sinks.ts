import type { CallExpression, NewExpression } from 'acorn';
import { byName } from '../by-name.ts';
import { sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import { dataUrlText } from './data-url.ts';
import type { Evaluator } from './evaluator.ts';
import { COMPUTED, type Folded, textOf } from './fold-value.ts';
import { createGivenTexts } from './given-texts.ts';
import { memberValue } from './held.ts';
import { calleeName, givenArguments } from './names.ts';
import type { Node } from './parse.ts';
import type { Bindings, Scope } from './scope.ts';

/** A place that runs text as code, with the text when it is a constant. */
export interface CodeSink {
  readonly name: string;
  readonly offset: number;
  readonly endOffset: number;
  readonly live: boolean;
  /** Null when the text is not known. */
  readonly text: string | null;
  readonly layers: readonly string[];
}

/** Calls that take an address for code; a worker takes its text as well. */
const TAKES_ADDRESS = /^(?:(?:worker_threads\.)?Worker|module\.register)$/;
const DEBUGS = 'inspector.Session().post';
const takesText = byName((name) => name === DEBUGS || TAKES_ADDRESS.test(name));
/** Texts that only ask for a global, as helpers of obfuscators do, or for what makes a kind of function. */
const ASKS_GLOBAL =
  /^\s*(?:['"]use strict['"];\s*)?return\s*(?:[\w$.]*|\(\s*(?:async\s+)?function\s*\*?\s*\(\)\s*\{\s*\}\s*\)\.constructor)\s*;?\s*$/;

/** Every call that turns text into code; `setTimeout` and `setInterval` count when they are given a constant text. */
export function collectCodeSinks(bindings: Bindings, calls: readonly NamedCall[], ev: Evaluator): CodeSink[] {
  const found: CodeSink[] = [];
  // What a program spells in symbols has no name until it runs: then every call is looked at.
  const sites = ev.emulator ? bindings.calls : calls;
  const givenTexts = createGivenTexts(bindings, ev);
  for (const { node, scope } of sites) {
    const ran = ev.emulator?.codeOf(node) ?? null;
    const computed = ran !== null && ASKS_GLOBAL.test(ran) ? null : ran;
    const named = calleeName(ev, node, scope);
    const timer = named === 'setTimeout' || named === 'setInterval';
    const known = named !== null && (timer || sinkKindOf(named) === 'code');
    const given = named !== null && !known && takesText(named) ? textGiven(ev, named, node, scope) : null;
    if (given) {
      const at = { offset: node.start, endOffset: node.end, live: scope.fn.live };
      found.push({ name: named ?? '', ...at, ...given });
      continue;
    }
    if (!known && computed === null) continue;
    const name = known ? named : 'Function';
    const args = givenArguments(ev, node, scope);
    const argument = name.startsWith('Function') ? args.at(-1) : args[0];
    const value = argument && argument.type !== 'SpreadElement' ? ev.fold(argument, scope) : null;
    const text = typeof value?.value === 'string' ? value.value : computed;
    const place = { offset: node.start, endOffset: node.end, live: scope.fn.live };
    const texts = text === null && argument ? givenTexts(argument, scope) : [];
    if (texts.length > 0) {
      found.push(...textsRun(texts).map((run) => ({ name, ...place, ...run })));
      continue;
    }
    if (timer && text === null) continue;
    const layers = typeof value?.value === 'string' ? value.layers : computed === null ? [] : [COMPUTED];
    found.push({ name, ...place, text, layers });
  }
  for (const { node, scope } of bindings.imports) {
    const source = 'source' in node ? (node.source as Node | null) : null;
    const value = source && ev.fold(source, scope);
    const text = typeof value?.value === 'string' ? dataUrlText(value.value) : null;
    if (text === null) continue;
    const place = { offset: node.start, endOffset: node.end, live: scope.fn.live };
    found.push({ name: 'import', ...place, text, layers: [...(value?.layers ?? []), 'data-url'] });
  }
  return found;
}

/** Texts that one place runs, each once; one of those that only ask for a global, where there are no others. */
function textsRun(given: readonly Folded[]): Pick<CodeSink, 'text' | 'layers'>[] {
  const texts = new Map(given.map((item) => [textOf(item) ?? '', item.layers]));
  const all = [...texts].map(([text, layers]) => ({ text, layers }));
  const acting = all.filter(({ text }) => !ASKS_GLOBAL.test(text));
  return acting.length > 0 ? acting : all.slice(0, 1);
}

/** The text that a call runs which takes a text or an address for one: workers, loaders, debuggers. */
function textGiven(
  ev: Evaluator,
  name: string,
  node: CallExpression | NewExpression,
  scope: Scope,
): Pick<CodeSink, 'text' | 'layers'> | null {
  const [first, second] = node.arguments;
  if (!first || first.type === 'SpreadElement') return null;
  if (name === DEBUGS && second?.type === 'ObjectExpression') {
    const expression = memberValue(second, 'expression');
    const value = expression && ev.fold(expression, scope);
    return typeof value?.value === 'string' ? { text: value.value, layers: value.layers } : null;
  }
  if (name === DEBUGS) return null;
  const isUrl = first.type === 'NewExpression' && ev.nameOf(first.callee, scope) === 'URL';
  const [url] = isUrl ? first.arguments : [first];
  const value = url && url.type !== 'SpreadElement' ? ev.fold(url, scope) : null;
  if (typeof value?.value !== 'string') return null;
  const text = dataUrlText(value.value);
  if (text !== null) return { text, layers: [...value.layers, 'data-url'] };
  const evaluated = second?.type === 'ObjectExpression' ? memberValue(second, 'eval') : undefined;
  if (evaluated === undefined || (evaluated.type === 'Literal' && evaluated.value === false)) return null;
  return { text: value.value, layers: value.layers };
}
