import { formatPurl, type Judgement, type Registry } from '@weir/model';
import { renderTable } from '../output/table.ts';

/** What became of one line of the list. */
export interface BackfillRow {
  /** As listed. */
  readonly listed: string;
  readonly registry: Registry;
  readonly name: string;
  /** Null while it is not known (absent, failed). */
  readonly version: string | null;
  readonly judgement: Judgement | null;
  /** Milliseconds that the analysis took; null when there was none. */
  readonly analysisMs: number | null;
  /** Why there is no verdict; null when there is one. */
  readonly problem: string | null;
}

/** The table at the end, in the order of the list. */
export function renderBackfill(rows: readonly BackfillRow[]): string {
  return renderTable(
    ['purl', 'verdict', 'level', 'score', 'ms'],
    rows.map(({ listed, registry, name, version, judgement, analysisMs, problem }) => [
      version === null ? listed : formatPurl(registry, name, version),
      judgement === null
        ? `none: ${problem ?? 'not analysed yet'}`
        : `${judgement.verdict}${judgement.complete ? '' : ' (incomplete)'}`,
      judgement?.level ?? '',
      judgement === null ? '' : String(judgement.score),
      analysisMs === null ? '' : String(Math.round(analysisMs)),
    ]),
  );
}

/** `24 benign, 1 malicious` */
export function countVerdicts(rows: readonly BackfillRow[]): string {
  const counts = new Map<string, number>();
  for (const { judgement } of rows) {
    const word = judgement?.verdict ?? 'without verdict';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}
