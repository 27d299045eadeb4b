import { createHash } from 'node:crypto';
import { hookLayerText } from '@weir/detectors';
import { type Finding, LAYER_TEXT_MAX, type Layer, RESULT_LAYERS_MAX, safeText } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';

interface Candidate {
  readonly file: string;
  readonly layer: string;
  readonly line: number;
  readonly text: string;
}

/** Every decoded text of a package with the line of the file that it comes from. */
function* candidatesOf(graph: EntryGraph): Generator<Candidate> {
  for (const unit of graph.units) {
    if (unit.layer === null) continue;
    let outermost = unit;
    while (outermost.origin && outermost.origin.parent.origin) outermost = outermost.origin.parent;
    yield { file: unit.file, layer: unit.layer, line: outermost.origin?.line ?? 1, text: unit.source.text };
  }
  for (const hook of graph.hooks) {
    for (const action of hook.actions) {
      if (action.layers.length === 0) continue;
      const line = hook.line + hook.text.slice(0, action.offset).split('\n').length - 1;
      yield { file: hook.file, layer: action.layers.join('>'), line, text: hookLayerText(action) };
    }
  }
}

/** The texts of the layers that findings point into, in the order of the findings, each once. */
export function layersOf(findings: readonly Finding[], graph: EntryGraph): Layer[] {
  const wanted = new Set(findings.flatMap(({ location }) => location?.layerSha256 ?? []));
  if (wanted.size === 0) return [];
  const names = new Set(findings.map(({ location }) => `${location?.file}\0${location?.layer}`));
  const found = new Map<string, Layer>();
  for (const { file, layer, line, text } of candidatesOf(graph)) {
    const [safeFile, safeLayer] = [safeText(file, 1024), layer.slice(0, 128)];
    if (!names.has(`${safeFile}\0${safeLayer}`)) continue;
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (!wanted.has(sha256) || found.has(sha256)) continue;
    const shown = text.slice(0, LAYER_TEXT_MAX).toWellFormed();
    found.set(sha256, { sha256, file: safeFile, layer: safeLayer, line, chars: text.length, text: shown });
  }
  return [...wanted].flatMap((sha256) => found.get(sha256) ?? []).slice(0, RESULT_LAYERS_MAX);
}
