import { expect, test } from 'vitest';
import { missedOf, takenOf } from '../../../told.ts';
import { CONCEALING } from './concealing.ts';
import { DROPS } from './drops.ts';
import { HARMING } from './harming.ts';
import { HIDING_PLACES } from './hiding.ts';
import { HOOKS } from './hooks.ts';
import type { Pair } from './kit.ts';
import { LOADING } from './loading.ts';
import { MACHINES } from './machines.ts';
import { SENDERS } from './senders.ts';
import { STAYING } from './staying.ts';
import { STEALING } from './stealing.ts';
import { STEERING } from './steering.ts';
import { TRIGGERS } from './triggers.ts';

/**
 * Kinds of attacks that the older tables do not have, in the style of a careful author with a language model at hand, and
 * next to each its nearest honest relation. Written before any rule was looked at: the first run found 77 of 125 (38 of 51
 * at load, 39 of 74 at use) and took 1 of 125 honest ones. Rules were made afterwards. `CONCEALING` came later, when
 * what analyses leave unread was gone through: 0 of its 6 were found, and none was `inconclusive`.
 */
const PAIRS: Readonly<Record<string, Pair>> = {
  ...CONCEALING,
  ...LOADING,
  ...STEERING,
  ...TRIGGERS,
  ...HOOKS,
  ...DROPS,
  ...STEALING,
  ...MACHINES,
  ...STAYING,
  ...HARMING,
  ...HIDING_PLACES,
  ...SENDERS,
};

/** What is not found, and why. */
const KNOWN_MISSES: readonly string[] = [
  'load-whitespace', // lengths of lines are no content of a file to the code model
  'use-notebook-history', // what a notebook hands to an extension
  'use-pth-write', // tools that measure code write such lines, too
];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [
  'load-systemd-user', // a function that makes the package a service of the user: the unit alone is told apart by nothing
];

test('attacks as a careful author would write them', async () => {
  expect(await missedOf(PAIRS)).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the nearest honest relations of these attacks', async () => {
  expect(await takenOf(PAIRS)).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
