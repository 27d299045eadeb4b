import type { Fired } from './fired.ts';
import type { KnobName } from './knob-list.ts';

/** A number in the feed where a client sees nothing, for now (`late-row`) or for good. */
export interface Shadow {
  readonly id: string;
  readonly seq: number;
  readonly knob: Extract<KnobName, 'late-row' | 'lost-row' | 'lost-deletion'>;
  /** When the row shows; infinite for one that never does. */
  readonly visibleAtMs: number;
}

/** Keeps watch over which hidden rows a client really ran past. */
export interface Shadows {
  add(shadow: Shadow): void;
  /** A newer row of the name makes up for what was hidden. */
  supersede(id: string): void;
  /** A client was given a page from `since` to `lastSeq`. */
  pass(since: number, lastSeq: number, nowMs: number): void;
  /** Counts late rows that a client ran past and that can be seen by now. */
  settle(nowMs: number): void;
  /** Numbers have a new meaning: nothing is watched any more. */
  clear(): void;
}

export function createShadows(fired: Fired): Shadows {
  let waiting: { readonly shadow: Shadow; passed: boolean }[] = [];

  function settle(nowMs: number): void {
    if (waiting.length === 0) return;
    waiting = waiting.filter(({ shadow, passed }) => {
      if (shadow.visibleAtMs > nowMs) return true;
      if (passed) fired.add(shadow.knob);
      return false;
    });
  }

  return {
    add(shadow) {
      waiting.push({ shadow, passed: false });
    },
    supersede(id) {
      if (waiting.length > 0) waiting = waiting.filter(({ shadow }) => shadow.id !== id);
    },
    pass(since, lastSeq, nowMs) {
      settle(nowMs);
      for (const entry of waiting) {
        if (entry.shadow.seq > since && entry.shadow.seq <= lastSeq) entry.passed = true;
      }
      waiting = waiting.filter(({ shadow, passed }) => {
        const over = passed && shadow.knob !== 'late-row';
        if (over) fired.add(shadow.knob);
        return !over;
      });
    },
    settle,
    clear() {
      waiting = [];
    },
  };
}
