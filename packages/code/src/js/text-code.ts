import type { CallExpression, ImportExpression, NewExpression } from 'acorn';
import type { Evaluator } from './evaluator.ts';
import { memberValue } from './held.ts';
import type { Node } from './parse.ts';
import { partialTexts } from './path-text.ts';
import type { Bindings, Scope, Site } from './scope.ts';

/** An `import()` whose address holds the text of the module. */
export interface TextImport extends Site<ImportExpression> {
  readonly source: Node;
}

/** `import('data:text/javascript,' + text)` and `import(URL.createObjectURL(new Blob([text])))`. */
export function textImports(bindings: Bindings, ev: Evaluator): TextImport[] {
  const found: TextImport[] = [];
  for (const { node, scope } of bindings.imports) {
    if (node.type !== 'ImportExpression') continue;
    const source = node.source as Node;
    const isBlob = ev.nameOf(source, scope) === 'URL.createObjectURL()';
    if (isBlob || partialTexts(ev, source, scope).some((text) => /^data:/i.test(text)))
      found.push({ node, scope, source });
  }
  return found;
}

/** `new Worker(text, { eval: true })`: the worker is given code instead of an address. */
export function isTextWorker(
  ev: Evaluator,
  node: CallExpression | NewExpression,
  scope: Scope,
  name: string,
): boolean {
  if (name !== 'worker_threads.Worker') return false;
  const options = node.arguments[1];
  const evaluated = options?.type === 'ObjectExpression' ? memberValue(options, 'eval') : undefined;
  return evaluated !== undefined && ev.fold(evaluated, scope)?.value !== false;
}
