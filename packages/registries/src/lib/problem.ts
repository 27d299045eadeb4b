import { type FeedProblem, safeText } from '@weir/model';

/** What is kept of a raw value: enough to explain a miss. */
export const RAW_CHARS_MAX = 4096;

/** A raw value as text, cut. Never throws: JSON.stringify recurses and gives up on what is nested too deep. */
export function printRaw(raw: unknown): string {
  try {
    return safeText(typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? ''), RAW_CHARS_MAX);
  } catch {
    return '(nested too deep to print)';
  }
}

/** A problem with what was wrong kept beside it, cut to a few kilobytes. */
export function problem(code: string, detail: string, raw: unknown): FeedProblem {
  return { code, detail: safeText(detail, 500), raw: printRaw(raw) };
}
