import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';

/** What carries labels from where it is written to where it is read; labels are only ever added. */
export interface Holder {
  labels: number;
  /** Who read it since it last grew. */
  readers?: Readers | undefined;
}

/** One place that hands labels on. */
interface Step {
  readonly run: () => void;
  waits: boolean;
}

/** Expressions whose labels are remembered, and steps. */
type Reader = Node | Step;

/** Most of what is read is read once. */
export type Readers = Reader | Reader[];

/** Brings labels from holder to holder until nothing grows any more. */
export interface Spreading {
  /** Adds what hands labels on; it runs when {@link Spreading.settle} is called, and again when what it read grows. */
  readonly add: (run: () => void) => void;
  /** Adds labels to a holder; what read it before is out of date. */
  readonly grow: (holder: Holder, labels: number) => void;
  /** The labels of a holder, for whoever reads now. */
  readonly read: (holder: Holder) => number;
  /** What is remembered of an expression, for whoever reads now; undefined where that is nothing. */
  readonly recall: (node: Node) => number | undefined;
  /** Finds the labels of an expression and remembers them. Where it leads back to itself it has none. */
  readonly remember: (node: Node, find: () => number) => number;
  /** Runs all steps, each at most once in so many rounds. */
  readonly settle: (roundsMax: number) => void;
}

/** Bits of a remembered answer that are labels; the round in which it was found stands above them. */
const LABEL_BITS = 20;
const LABEL_MASK = 2 ** LABEL_BITS - 1;

function isStep(reader: Reader): reader is Step {
  return 'waits' in reader;
}

/**
 * Creates what spreads labels in one file, as if in each round all steps ran in their order and found all anew: a step
 * or an expression is done again only when something that it read has grown, and an expression once a round. To do all
 * of them again took half the time of following data in bundles; without rounds, in which a way can only be so long,
 * everything in a bundle comes to depend on everything else.
 */
export function createSpreading(): Spreading {
  const steps: Step[] = [];
  /** Expressions that are out of date when the next round begins. */
  const stale: Node[] = [];
  const outdated: Reader[] = [];
  let round = 0;
  /** Who reads at the moment; null when nothing grows any more. */
  let reading: Reader | null = null;

  function note(readers: Readers | undefined): Readers | undefined {
    if (reading === null || readers === reading) return readers;
    if (readers === undefined) return reading;
    if (!Array.isArray(readers)) return [readers, reading];
    if (readers.at(-1) !== reading) readers.push(reading);
    return readers;
  }

  function putAside(readers: Readers | undefined): void {
    if (Array.isArray(readers)) for (const reader of readers) outdated.push(reader);
    else if (readers) outdated.push(readers);
  }

  function forget(node: Node): void {
    const memo = memoOf(node);
    memo.$labels = undefined;
    putAside(memo.$readers);
    memo.$readers = undefined;
  }

  /** Has all that read what is put aside done again. */
  function redo(): void {
    for (let reader = outdated.pop(); reader; reader = outdated.pop()) {
      if (isStep(reader)) reader.waits = true;
      else if ((memoOf(reader).$labels ?? 0) >>> LABEL_BITS === round) stale.push(reader);
      else forget(reader);
    }
  }

  function beginRound(): void {
    round++;
    for (const node of stale) forget(node);
    stale.length = 0;
    redo();
  }

  return {
    add(run) {
      steps.push({ run, waits: true });
    },
    grow(holder, labels) {
      if ((holder.labels | labels) === holder.labels) return;
      holder.labels |= labels;
      const { readers } = holder;
      holder.readers = undefined;
      putAside(readers);
      redo();
    },
    read(holder) {
      if (reading !== null) holder.readers = note(holder.readers);
      return holder.labels;
    },
    recall(node) {
      const memo = memoOf(node);
      if (memo.$labels === undefined) return undefined;
      const labels = memo.$labels & LABEL_MASK;
      if (reading === null) return labels;
      memo.$readers = note(memo.$readers);
      // What is asked for in a round is that for all of it.
      memo.$labels = (round << LABEL_BITS) | labels;
      return labels;
    },
    remember(node, find) {
      const memo = memoOf(node);
      const above = reading;
      if (above !== null) reading = node;
      memo.$labels = round << LABEL_BITS;
      const labels = find();
      memo.$labels = (round << LABEL_BITS) | labels;
      reading = above;
      if (above !== null) memo.$readers = note(memo.$readers);
      return labels;
    },
    settle(roundsMax) {
      for (let waits = true; waits && round < roundsMax; ) {
        beginRound();
        waits = false;
        // By index: most steps wait for nothing, and an iterator makes an object for each.
        for (let at = 0; at < steps.length; at++) {
          const step = steps[at];
          if (!step?.waits) continue;
          step.waits = false;
          waits = true;
          reading = step;
          step.run();
        }
      }
      reading = null;
      beginRound();
    },
  };
}
