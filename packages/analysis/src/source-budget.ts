import { decodeSource, PARSE_CHARS_MAX } from '@weir/code';
import type { ArtifactEntry } from '@weir/model';
import { type AnalysisBudget, SOURCE_BYTES_MAX } from './limits.ts';
import { PADDED_BYTES_MAX, withoutPadding } from './padding.ts';

/** How much source of one release is parsed: what a walk over its files asks before each. */
export interface SourceBudget {
  /**
   * Why a file of a size would be left unread; null when it would not.
   * @param full no further file may be parsed, whatever its size.
   */
  refusal(path: string, sizeBytes: number, full: boolean): string | null;
  /** Whether so much more source fits. */
  fits(count: number): boolean;
  spend(count: number): void;
}

/** Opens the budget of one release; its time begins now. `now` gives milliseconds that the budget counts in. */
export function openSourceBudget(budget: AnalysisBudget, now: () => number): SourceBudget {
  const startedMs = now();
  let spent = 0;
  const fits = (count: number): boolean => spent + count <= budget.parsedBytesMax;
  return {
    refusal(path, sizeBytes, full) {
      if (sizeBytes > SOURCE_BYTES_MAX) return `larger than ${SOURCE_BYTES_MAX} bytes`;
      if (!fits(sizeBytes)) return 'source budget of the release is spent';
      if (full) return 'file budget of the release is spent';
      if (now() - startedMs > budget.timeMsMax)
        return `time budget of the release is spent at ${path.slice(0, 60)}`;
      return null;
    },
    fits,
    spend(count) {
      spent += count;
    },
  };
}

/** How the budget says that one file is too large. */
const LARGER = /^larger than /;

/** A file to be read, and who reads it. */
export interface SourceFile {
  readonly entry: ArtifactEntry;
  /** Why the budget would leave it unread; null when it would not. */
  readonly reason: string | null;
  readonly comments: Parameters<typeof withoutPadding>[1];
  readonly read: (entry: ArtifactEntry) => Promise<Uint8Array>;
  /** Told when a file that fits is read without its padding. */
  readonly onPadded: () => void;
}

/**
 * The text of a file; without its padding when it is larger than sources may be, which stays told. Null when there is
 * too much of it still, or when the release's budget is spent.
 */
export async function readSource(sources: SourceBudget, file: SourceFile): Promise<string | null> {
  const { entry, reason, comments } = file;
  if (reason !== null && (!LARGER.test(reason) || entry.sizeBytes > PADDED_BYTES_MAX)) return null;
  const text = decodeSource(await file.read(entry));
  if (text.length <= PARSE_CHARS_MAX && reason === null) return text;
  const rest = withoutPadding(text, comments);
  if (rest.length > PARSE_CHARS_MAX) return reason === null ? text : null;
  if (!sources.fits(rest.length)) return null;
  if (reason === null) file.onPadded();
  return rest;
}
