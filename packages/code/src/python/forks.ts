import type { Machine } from './machine.ts';
import { eitherPath, labelsOf, unknown, type Value } from './value.ts';

/** Overwritten places that one way of a fork remembers. */
const PLACES_MAX = 2_000;

/** A name, attribute or entry that one way of a fork gave another value. */
export interface Overwritten {
  readonly before: Value;
  readonly read: () => Value | undefined;
  readonly write: (value: Value) => void;
}

/** Notes that a value is about to be replaced, where the code around it may as well not run. */
export function noteOverwritten(machine: Machine, place: Overwritten): void {
  const { before } = place;
  if (before.kind === 'unknown' && before.labels === 0) return;
  if (machine.overwritten && machine.overwritten.length < PLACES_MAX) machine.overwritten.push(place);
}

/** Notes that what a table holds under a name is about to be replaced, as {@link noteOverwritten} does. */
export function noteOverwrittenIn(machine: Machine, held: Map<string, Value>, name: string): void {
  const before = machine.overwritten ? held.get(name) : undefined;
  if (before === undefined) return;
  noteOverwritten(machine, {
    before,
    read: () => held.get(name),
    write: (value) => void held.set(name, value),
  });
}

/** A value that may be another one instead: what is known of it, with what either carries. */
function joined(value: Value, other: Value): Value {
  const labels = labelsOf(value) | labelsOf(other);
  const kinds = [value.kind, other.kind];
  // What may be switched on as well as off decides nothing.
  if (kinds.includes('true') && kinds.includes('false')) return unknown(labels);
  const path = eitherPath(value, other);
  if (path) return path;
  if ((value.labels | labels) === value.labels) return value;
  switch (value.kind) {
    case 'list':
    case 'dict':
    case 'object':
      // Others hold it, too.
      value.labels |= labels;
      return value;
    case 'function':
    case 'class':
      return value;
    default:
      return { ...value, labels: value.labels | labels };
  }
}

function isVague({ kind }: Value): boolean {
  return kind === 'unknown' || kind === 'none';
}

/**
 * Runs one way of a fork of which nobody knows whether it is gone: what it replaces stays possible.
 * @param isLess the way is gone when something failed: what was there before tells more.
 */
export function alternatively<T>(machine: Machine, isLess: boolean, run: () => T): T {
  const outer = machine.overwritten;
  const own: Overwritten[] = [];
  machine.overwritten = own;
  try {
    return run();
  } finally {
    machine.overwritten = outer;
    for (let at = own.length - 1; at >= 0; at--) {
      const { before, read, write } = own[at] as Overwritten;
      const now = read();
      if (now !== undefined && now !== before)
        write(isLess && !isVague(before) ? joined(before, now) : joined(now, before));
    }
    if (outer && outer.length + own.length < PLACES_MAX) for (const place of own) outer.push(place);
  }
}

/** Runs what is not gone, only to see what it would do: known values that it replaces are as they were. */
export function undone<T>(machine: Machine, run: () => T): T {
  const outer = machine.overwritten;
  machine.overwritten = [];
  try {
    return run();
  } finally {
    for (const { before, write } of machine.overwritten.toReversed()) write(before);
    machine.overwritten = outer;
  }
}
