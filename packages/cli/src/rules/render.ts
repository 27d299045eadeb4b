import type { YaraRuleRow } from '@weir/analysis';
import { printable } from '../output/printable.ts';
import { renderTable } from '../output/table.ts';

const HEADER = ['rule', 'file', 'severity', 'sure', 'stage', 'looks into', 'µs/MB', 'says'];
/** Of a description in the table; `--json` has all of it. */
const SAYS_CHARS = 70;

/** The rules as a table, with the sum of what they cost below it. */
export function renderRuleTable(rows: readonly YaraRuleRow[]): string {
  const table = renderTable(
    HEADER,
    rows.map((row) => [
      row.id,
      `${row.file}:${row.line}`,
      row.severity,
      `${Math.round(row.confidence * 100)} %`,
      row.stages.length === 4 ? 'any' : row.stages.join(' '),
      row.kinds.join(' '),
      `${row.usPerMb}`,
      row.description.length > SAYS_CHARS ? `${row.description.slice(0, SAYS_CHARS - 1)}…` : row.description,
    ]),
  );
  const sum = rows.reduce((total, { usPerMb }) => total + usPerMb, 0);
  return `${table}\n\n${printable(`${rows.length} rules add ${sum} µs to a MB of text, on this machine`)}`;
}
