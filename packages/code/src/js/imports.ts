import type { NamedCall } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { COMPUTED, type Folded, textOf } from './fold-value.ts';
import { memberValue } from './held.ts';
import { isListed } from './listed.ts';
import { isRequire } from './names.ts';
import type { Node } from './parse.ts';
import type { Bindings } from './scope.ts';

/** A module or file that a source loads or starts. */
export interface ImportFact {
  readonly specifier: string;
  readonly offset: number;
  /** `start`: run as a process or worker of its own. `lookup`: only its path is asked for. */
  readonly kind: 'require' | 'import' | 'start' | 'lookup';
  /** Decoding steps that the specifier is hidden by. */
  readonly layers: readonly string[];
}

const STARTS = /^(?:child_process\.fork|worker_threads\.Worker|Worker|cluster\.setup(?:Primary|Master))$/;

/** Every module specifier that is a constant, computed ones included. */
export function collectImports(bindings: Bindings, calls: readonly NamedCall[], ev: Evaluator): ImportFact[] {
  const found: ImportFact[] = [];
  for (const { node, scope } of bindings.imports) {
    const source = 'source' in node ? (node.source as Node | null) : null;
    const value = source && ev.fold(source, scope);
    const specifier = textOf(value);
    if (specifier) found.push({ specifier, offset: node.start, kind: 'import', layers: value?.layers ?? [] });
  }
  for (const { node, scope, name } of calls) {
    const [first] = node.arguments;
    if (!first) continue;
    const kind = isRequire(name)
      ? 'require'
      : name === 'require.resolve'
        ? 'lookup'
        : STARTS.test(name)
          ? 'start'
          : null;
    if (kind === null) continue;
    // `cluster.setupPrimary({ exec: file })`
    const named = kind === 'start' && first.type === 'ObjectExpression' ? memberValue(first, 'exec') : first;
    if (!named) continue;
    const value = ev.fold(named, scope);
    const specifier = textOf(value) ?? urlSpecifier(ev, first, scope);
    if (specifier === null) continue;
    const isClear = isComputed(value) && isListed(specifier, named, scope, bindings, ev);
    const layers = isClear ? [] : (value?.layers ?? []);
    found.push({ specifier, offset: node.start, kind, layers });
  }
  return found;
}

/** True for what only running the program told. */
function isComputed(value: Folded | null): boolean {
  return value !== null && value.layers.length > 0 && value.layers.every((layer) => layer === COMPUTED);
}

/** `new URL('./worker.js', import.meta.url)`: its first argument. */
function urlSpecifier(ev: Evaluator, node: Node, scope: Parameters<Evaluator['fold']>[1]): string | null {
  if (node.type !== 'NewExpression' || ev.nameOf(node.callee, scope) !== 'URL') return null;
  const [first] = node.arguments;
  return first ? textOf(ev.fold(first, scope)) : null;
}
