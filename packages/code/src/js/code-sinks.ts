import { sinkKindOf } from './api.ts';
import type { Evaluator } from './evaluator.ts';
import { calleeName } from './names.ts';
import type { Bindings } from './scope.ts';

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
export function collectCodeSinks(bindings: Bindings, ev: Evaluator): CodeSink[] {
  const found: CodeSink[] = [];
  for (const { node, scope } of bindings.calls) {
    const name = calleeName(ev, node, scope);
    if (name === null) continue;
    const timer = name === 'setTimeout' || name === 'setInterval';
    if (!timer && sinkKindOf(name) !== 'code') continue;
    const argument =
      name === 'Function' ? node.arguments.at(-1) : node.arguments[name.endsWith('.call') ? 1 : 0];
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
