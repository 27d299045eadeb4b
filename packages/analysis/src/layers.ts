import { createHash } from 'node:crypto';
import { hookLayerText } from '@weir/detectors';
import { type Finding, LAYER_TEXT_MAX, type Layer, RESULT_LAYERS_MAX, safeText } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';
import { type LayerText, layerTexts } from './layer-texts.ts';

interface Candidate extends LayerText {
  readonly file: string;
}

/** Every decoded text of a package with the line of the file that it comes from. */
function* candidatesOf(graph: EntryGraph): Generator<Candidate> {
  for (const unit of graph.units) {
    for (const decoded of layerTexts(unit)) yield { file: unit.file, ...decoded };
  }
  for (const hook of graph.hooks) {
    for (const action of hook.actions) {
      if (action.layers.length === 0) continue;
      const line = hook.line + hook.text.slice(0, action.offset).split('\n').length - 1;
      yield { file: hook.file, layer: action.layers.join('>'), line, text: hookLayerText(action) };
    }
  }
}

/** Files and lines that findings point at, and the digests of the layers they point into. */
function pointsOf(findings: readonly Finding[]) {
  const digests = new Set<string>();
  const lines = new Set<string>();
  const layers = new Set<string>();
  for (const { location } of findings) {
    if (location === null) continue;
    if (location.layerSha256 === undefined) lines.add(`${location.file}\0${location.line}`);
    else {
      digests.add(location.layerSha256);
      layers.add(`${location.file}\0${location.layer}`);
    }
  }
  return { digests, lines, layers };
}

/**
 * The texts of the layers that findings point into, then of those that are decoded on a line that a finding points at;
 * each once, in the order of the package's code.
 */
export function layersOf(findings: readonly Finding[], graph: EntryGraph): Layer[] {
  const wanted = pointsOf(findings);
  const inside = new Map<string, Layer>();
  const beside = new Map<string, Layer>();
  for (const { file: rawFile, layer: rawLayer, line, text } of candidatesOf(graph)) {
    const [file, layer] = [safeText(rawFile, 1024), rawLayer.slice(0, 128)];
    const isBeside = wanted.lines.has(`${file}\0${line}`);
    if (!isBeside && !wanted.layers.has(`${file}\0${layer}`)) continue;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const found = wanted.digests.has(sha256) ? inside : beside;
    if (found.has(sha256) || (found === beside && !isBeside)) continue;
    const shown = text.slice(0, LAYER_TEXT_MAX).toWellFormed();
    found.set(sha256, { sha256, file, layer, line, chars: text.length, text: shown });
  }
  return [...inside.values(), ...beside.values()].slice(0, RESULT_LAYERS_MAX);
}
