/**
 * Offsets of one partition that were taken and are not all done, in order. Parallel work ends in any order; only the
 * contiguous done head may be committed, so that a commit never passes over unfinished work.
 */
export interface ConsecutiveList {
  /** Adds the next offset; offsets grow. */
  add(offset: string): void;
  /** Marks an offset as done. */
  complete(offset: string): void;
  /** The offset to commit (one past the last done of the head), or null before any head was done. */
  head(): string | null;
  /** Taken and not covered by the head. */
  size(): number;
}

/** An empty list. Offsets are decimal text, as Kafka's are 64-bit. */
export function createConsecutiveList(): ConsecutiveList {
  const open: { readonly offset: string; done: boolean }[] = [];
  const byOffset = new Map<string, { done: boolean }>();
  let head: string | null = null;
  return {
    add(offset) {
      const entry = { offset, done: false };
      open.push(entry);
      byOffset.set(offset, entry);
    },
    complete(offset) {
      const entry = byOffset.get(offset);
      if (entry === undefined) return;
      entry.done = true;
      let count = 0;
      while (open[count]?.done) count += 1;
      for (const { offset: done } of open.splice(0, count)) {
        byOffset.delete(done);
        head = String(BigInt(done) + 1n);
      }
    },
    head: () => head,
    size: () => open.length,
  };
}
