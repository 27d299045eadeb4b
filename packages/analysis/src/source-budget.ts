import { type AnalysisBudget, SOURCE_BYTES_MAX } from './limits.ts';

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
