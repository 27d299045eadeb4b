import type { CodeUnit } from '@weir/detectors';

/** A text that decoding yields, with its name as locations have it and the line of the file that it comes from. */
export interface LayerText {
  readonly layer: string;
  readonly line: number;
  readonly text: string;
}

/** The line of the file from which a unit was decoded, through all layers around it; null for a file. */
function outermostLine(unit: CodeUnit): number | null {
  let outermost = unit;
  while (outermost.origin?.parent.origin) outermost = outermost.origin.parent;
  return outermost.origin?.line ?? null;
}

/** The layer that a unit is, when it is one, then every text that is decoded inside it. */
export function* layerTexts(unit: CodeUnit): Generator<LayerText> {
  const line = outermostLine(unit);
  const above = unit.layer === null ? [] : [unit.layer];
  if (unit.layer !== null) yield { layer: unit.layer, line: line ?? 1, text: unit.source.text };
  for (const { text, layers, offset } of unit.facts.decoded) {
    const layer = [...above, ...layers].join('>');
    yield { layer, line: line ?? unit.source.lineAt(offset), text };
  }
}
