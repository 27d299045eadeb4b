import { memoOf } from './memo.ts';
import type { Node } from './parse.ts';

/** What carries labels from where it is written to where it is read; labels are only ever added. */
export interface Holder {
  labels: number;
  /** Who read it since it last grew. */
  readers?: Readers | undefined;
}

/** One place that hands labels on, and how often it did. */
interface Step {
  readonly run: () => void;
  runs: number;
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
  /** Runs all steps, each at most so many times. */
  readonly settle: (runsMax: number) => void;
}

function isStep(reader: Reader): reader is Step {
  return 'waits' in reader;
}

/**
 * Creates what spreads labels in one file: each step and each expression is done again only when something that it read
 * has grown since. To do all of them again until nothing changed took half the time of following data in bundles.
 */
export function createSpreading(): Spreading {
  const waiting: Step[] = [];
  const outdated: Reader[] = [];
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

  function outdate(readers: Readers): void {
    putAside(readers);
    for (let reader = outdated.pop(); reader; reader = outdated.pop()) {
      if (isStep(reader)) {
        if (!reader.waits) waiting.push(reader);
        reader.waits = true;
        continue;
      }
      const memo = memoOf(reader);
      memo.$labels = undefined;
      putAside(memo.$readers);
      memo.$readers = undefined;
    }
  }

  return {
    add(run) {
      waiting.push({ run, runs: 0, waits: true });
    },
    grow(holder, labels) {
      if ((holder.labels | labels) === holder.labels) return;
      holder.labels |= labels;
      const { readers } = holder;
      holder.readers = undefined;
      if (readers) outdate(readers);
    },
    read(holder) {
      if (reading !== null) holder.readers = note(holder.readers);
      return holder.labels;
    },
    recall(node) {
      const memo = memoOf(node);
      if (reading !== null && memo.$labels !== undefined) memo.$readers = note(memo.$readers);
      return memo.$labels;
    },
    remember(node, find) {
      const memo = memoOf(node);
      const above = reading;
      if (above !== null) reading = node;
      memo.$labels = 0;
      const labels = find();
      memo.$labels = labels;
      reading = above;
      if (above !== null) memo.$readers = note(memo.$readers);
      return labels;
    },
    settle(runsMax) {
      for (let at = 0; at < waiting.length; at++) {
        const step = waiting[at];
        if (!step) break;
        step.waits = false;
        if (step.runs >= runsMax) continue;
        step.runs++;
        reading = step;
        step.run();
      }
      reading = null;
      waiting.length = 0;
    },
  };
}
