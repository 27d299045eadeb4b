import { sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';

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

/** Every call that turns text into code; `setTimeout` and `setInterval` count when they are given a constant text. */
export function collectCodeSinks(calls: readonly NamedCall[], ev: Evaluator): CodeSink[] {
  const found: CodeSink[] = [];
  for (const { node, scope, name } of calls) {
    const timer = name === 'setTimeout' || name === 'setInterval';
    if (!timer && sinkKindOf(name) !== 'code') continue;
    const argument = name === 'Function' ? node.arguments.at(-1) : node.arguments[0];
    const value = argument && argument.type !== 'SpreadElement' ? ev.fold(argument, scope) : null;
    const text = typeof value?.value === 'string' ? value.value : null;
    if (timer && text === null) continue;
    found.push({
      name,
      offset: node.start,
      endOffset: node.end,
      live: scope.fn.live,
      text,
      layers: value?.layers ?? [],
    });
  }
  return found;
}
