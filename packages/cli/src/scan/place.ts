import type { Finding, Stage } from '@weir/model';

/** When code runs, for a reader. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  install: 'runs at install',
  import: 'runs at import',
  use: 'runs when used',
  dead: 'nothing runs it',
};

/** Where a reader finds what a finding speaks of. */
export interface Place {
  readonly file: string;
  /** In the file itself; null for what is said of the file as a whole. */
  readonly line: number | null;
  readonly layer: string | null;
  /** In the text of the layer; null when it is not known or there is none. */
  readonly layerLine: number | null;
}

/**
 * Whether a finding is about a file as a whole: its record then has line 1 and quotes nothing. The analysis speaks of
 * files, not of their text.
 */
export function isOfWholeFile({ detector, location, snippet }: Finding): boolean {
  if (detector === 'analysis') return true;
  return snippet === null && location?.line === 1 && location.endLine === null && location.layer === null;
}

/**
 * The place of a finding; null when it is about the artifact as a whole. A finding in a decoded layer counts its line
 * there, and names first in its chain where in the file the layer begins: `FILE:LINE STEPS`.
 */
export function placeOf(finding: Finding): Place | null {
  const { location, chain } = finding;
  if (location === null) return null;
  const { file, line, layer } = location;
  if (isOfWholeFile(finding)) return { file, line: null, layer: null, layerLine: null };
  const first = layer !== null && chain[0]?.startsWith(`${file}:`) ? chain[0].slice(file.length + 1) : '';
  const begins = /^\d{1,9}(?= )/.exec(first)?.[0];
  return begins === undefined
    ? { file, line, layer, layerLine: null }
    : { file, line: Number(begins), layer, layerLine: line };
}
