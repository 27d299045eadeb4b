import type { Scheduled } from '../../lib/stand-in/timeline.ts';
import type { Core } from './core.ts';

/** What can happen to the feed as a whole. Durations are real-life milliseconds. */
export interface FeedKnobs {
  /** The head stands still and no newer row shows. Without a duration until `resume`. */
  stall(ms?: number): void;
  resume(): void;
  /** The head is answered lower by `by`, and rows beyond it are gone, for a while or until `raiseHead`. */
  lowerHead(by: number, ms?: number): void;
  raiseHead(): void;
  /** The sequence begins again, lower by `by` than it is: all rows move, later ones follow from there. */
  resetHead(by: number): void;
}

/** What watches whether clients met such an episode. */
export interface FeedWatch {
  /** A client was told this head or last_seq, having asked from `since` (null: the root document). */
  told(seq: number, since: number | null): void;
}

/** Switches for stalls and heads that go back. Each episode counts once, when a client meets it. */
export function createFeedKnobs(core: Core): { readonly knobs: FeedKnobs; readonly watch: FeedWatch } {
  const { timeline, changes, fired } = core;
  let highestTold = 0;
  let stalled: { met: boolean; end: Scheduled | null } | null = null;
  let lowered: { met: boolean; end: Scheduled | null } | null = null;
  let reset: { met: boolean; from: number } | null = null;

  function resume(): void {
    timeline.settle();
    stalled?.end?.cancel();
    stalled = null;
    changes.freeze(false, timeline.now());
  }

  function raiseHead(): void {
    timeline.settle();
    lowered?.end?.cancel();
    lowered = null;
    changes.lowerHead(0);
  }

  const knobs: FeedKnobs = {
    stall(ms) {
      resume();
      changes.freeze(true, timeline.now());
      stalled = { met: false, end: ms === undefined ? null : timeline.schedule(ms, resume) };
    },
    resume,
    lowerHead(by, ms) {
      raiseHead();
      changes.lowerHead(by);
      lowered = { met: false, end: ms === undefined ? null : timeline.schedule(ms, raiseHead) };
    },
    raiseHead,
    resetHead(by) {
      resume();
      raiseHead();
      reset = { met: false, from: highestTold };
      changes.resetSeq(changes.lastSeq - by);
      core.shadows.clear();
      highestTold = 0;
    },
  };
  const watch: FeedWatch = {
    told(seq, since) {
      const head = changes.head(timeline.now());
      if (stalled && !stalled.met && seq >= head && changes.keepsBack(timeline.now())) {
        stalled.met = true;
        fired.add('frozen-head');
      }
      if (lowered && !lowered.met && head < highestTold) {
        lowered.met = true;
        fired.add('lowered-head');
      }
      if (reset && !reset.met && head < reset.from) {
        reset.met = true;
        fired.add('head-reset');
      }
      // An echoed `since` is the client's own number, not one that it was told.
      if (since === null || seq > since) highestTold = Math.max(highestTold, seq);
    },
  };
  return { knobs, watch };
}
