import { LAYER_DEPTH_MAX, LAYERS_READ_MAX } from '@weir/code';
import type { Finding, Skipped } from '@weir/model';
import type { Report } from './container-findings.ts';
import type { EntryGraph } from './graph-types.ts';
import { analysisFinding, exhaustionFindings } from './own-findings.ts';

function charsOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** What keeps the code of a graph from being wholly read, and what was left unread of it for that. */
export function reportUnits({ units, skipped }: Pick<EntryGraph, 'units' | 'skipped'>): Report {
  const findings: Finding[] = [...exhaustionFindings(skipped)];
  const cut: Skipped[] = [];
  for (const { file, stage, facts, origin, source, unreadLayers } of units) {
    const { problem, complete } = facts;
    if (problem === 'nesting') {
      const summary = 'code is nested so deeply that no parser reads it';
      findings.push(analysisFinding('nesting', 'medium', summary, file, stage));
    }
    if (unreadLayers !== undefined) {
      const { limit, texts } = unreadLayers;
      const summary =
        limit === 'depth'
          ? `code is hidden below ${LAYER_DEPTH_MAX} decoded layers, deeper than is read`
          : `texts are run as code in more than ${LAYERS_READ_MAX} places of a file, more than are read`;
      findings.push(analysisFinding('budget-layers', 'medium', summary, file, stage));
      cut.push({ file: file.slice(0, 1024), reason: summary, sizeBytes: charsOf(texts) });
    }
    if (problem !== null || complete || origin !== null) continue;
    const summary = 'constants of a file cost more than they may';
    findings.push(analysisFinding('budget-evaluation', 'low', summary, file, stage));
    cut.push({
      file: file.slice(0, 1024),
      reason: 'evaluation budget of the file is spent',
      sizeBytes: source.text.length,
    });
  }
  return { findings, skipped: [...skipped, ...cut] };
}
