import type { ArchiveProblem } from '@weir/model';
import { cutText } from './text.ts';

/** A hostile archive can repeat one problem a million times: so many of a kind are kept, the rest is counted. */
const KEPT_PER_CODE = 20;
const TEXT_CHARS_MAX = 300;

/** Codes which mean that something was left unread or that installers read it differently: no longer complete. */
const INCOMPLETE = new Set([
  'truncated',
  'corrupt',
  'unsupported',
  'encrypted',
  'ambiguous',
  'header-mismatch',
  'hidden-member',
]);

/** Collects problems of one artifact in bounded memory. */
export interface ProblemLog {
  add(code: string, path: string | null, detail: string): void;
  /** What was kept, then one line per code that had more. */
  list(): readonly ArchiveProblem[];
  /** False once a problem was added which means that something was left unread. */
  readonly complete: boolean;
}

function cut(text: string): string {
  return text.length > TEXT_CHARS_MAX ? `${cutText(text, TEXT_CHARS_MAX - 1)}…` : text;
}

/** An empty log. */
export function createProblemLog(): ProblemLog {
  const kept: ArchiveProblem[] = [];
  const counts = new Map<string, number>();
  const log: ProblemLog & { complete: boolean } = {
    complete: true,
    add(code, path, detail) {
      if (INCOMPLETE.has(code) || code.startsWith('budget-')) log.complete = false;
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= KEPT_PER_CODE)
        kept.push({ code, path: path === null ? null : cut(path), detail: cut(detail) });
    },
    list() {
      const more = [...counts].filter(([, count]) => count > KEPT_PER_CODE);
      return [
        ...kept,
        ...more.map(([code, count]) => ({
          code,
          path: null,
          detail: `${count - KEPT_PER_CODE} more of this kind`,
        })),
      ];
    },
  };
  return log;
}
