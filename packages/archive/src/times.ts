/** The span of the times that the members of a container carry. */
export interface TimeSpan {
  add(modifiedMs: number | null): void;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
}

/** An empty span. */
export function createTimeSpan(): TimeSpan {
  const span: { -readonly [Key in keyof TimeSpan]: TimeSpan[Key] } = {
    oldestMs: null,
    newestMs: null,
    add(modifiedMs) {
      if (modifiedMs === null) return;
      span.oldestMs = Math.min(span.oldestMs ?? modifiedMs, modifiedMs);
      span.newestMs = Math.max(span.newestMs ?? modifiedMs, modifiedMs);
    },
  };
  return span;
}
