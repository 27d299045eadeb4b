import type { AttackPair } from '../../../told.ts';
import { type Files, module, setup } from '../kit.ts';

/** When an attack begins: while it is installed or imported, or when somebody calls it. */
export type Stage = 'load' | 'use';

/** An attack and its nearest honest relation. */
export interface Pair extends AttackPair {
  readonly stage: Stage;
}

/** Text of Python as it is written: a backslash stays one. */
export const py = String.raw;

/** A pair of wheels that do it while they are imported. */
export function atLoad(attack: string, twin: string | null = null, more: Files = {}): Pair {
  return pair('load', attack, twin, more);
}

/** A pair of wheels that do it when they are called. */
export function atUse(attack: string, twin: string | null = null, more: Files = {}): Pair {
  return pair('use', attack, twin, more);
}

/** A pair of source distributions whose setup scripts do it. */
export function atInstall(attack: string, twin: string | null = null, more: Files = {}): Pair {
  return { stage: 'load', attack: setup(attack, more), twin: twin === null ? null : setup(twin, more) };
}

function pair(stage: Stage, attack: string, twin: string | null, more: Files): Pair {
  return { stage, attack: module(attack, more), twin: twin === null ? null : module(twin, more) };
}
