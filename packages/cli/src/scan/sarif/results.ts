import { createHash } from 'node:crypto';
import { type Finding, SEVERITIES, type Severity } from '@weir/model';
import { printable } from '../../output/printable.ts';
import { placeOf, STAGE_WORDS } from '../place.ts';
import type { Message, Region } from './document.ts';

/** The lower, the worse, as code scanning orders what it shows. */
export function rankOf(severity: Severity): number {
  return SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
}

/**
 * Text from a package as a plain-text message: one line, and no embedded link (section 3.11.6), which viewers would
 * make clickable.
 */
export function message(text: string): Message {
  return { text: printable(text, 2_000).replaceAll('](', '] (') };
}

/** What happened, in which target, and when it runs. */
export function messageOf(finding: Finding, target: string): Message {
  const { summary, stage, detector } = finding;
  const { layer = null, layerLine = null } = placeOf(finding) ?? {};
  const under = layer === null ? '' : `, under ${layer}`;
  const there = layerLine === null ? '' : `, line ${layerLine} of that text`;
  const when = detector === 'analysis' ? '' : `${STAGE_WORDS[stage]}, `;
  return message(`${summary}${under}${there} (${when}in ${printable(target)}).`);
}

/** The lines that a viewer marks. */
export function regionOf(finding: Finding): Region {
  const { location, snippet } = finding;
  const region = { startLine: placeOf(finding)?.line ?? 1, startColumn: 1 };
  // Lines and snippet of a layer are not those of the file.
  if (location === null || location.layer !== null) return region;
  return {
    ...region,
    ...(location.endLine !== null && location.endLine > location.line && { endLine: location.endLine }),
    ...(snippet !== null && { snippet: { text: snippet } }),
  };
}

/**
 * What stays the same when lines move: rule, file, layer and text, without white space. The count tells apart what is
 * equal in all of these (GitHub code scanning reads `primaryLocationLineHash` only).
 */
export function createFingerprints(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ rule, location, snippet, summary }) => {
    const said = (snippet ?? summary).replace(/\s+/g, '');
    const hash = createHash('sha256')
      .update(JSON.stringify([rule, location?.file ?? null, location?.layer ?? null, said]))
      .digest('hex')
      .slice(0, 16);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
  };
}
