import type { ByteRange } from '@weir/model';

/** Ranges of bytes that need no second look. */
export interface Cover {
  /** End of the covered range that holds `position`; `position` itself when none does. */
  endAt(position: number): number;
  /** Start of the first covered range after `position`. */
  nextAfter(position: number): number;
}

/** A cover of ranges in any order, which may overlap. */
export function createCover(ranges: readonly ByteRange[]): Cover {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (end <= start) continue;
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  /** The first range that ends after `position`. */
  function seek(position: number): { readonly start: number; readonly end: number } | undefined {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((merged[middle]?.end ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return merged[low];
  }

  return {
    endAt(position) {
      const range = seek(position);
      return range && range.start <= position ? range.end : position;
    },
    nextAfter(position) {
      const range = seek(position);
      if (!range) return Number.POSITIVE_INFINITY;
      return range.start > position ? range.start : position;
    },
  };
}
