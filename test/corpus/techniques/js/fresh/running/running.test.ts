import { expect, test } from 'vitest';
import { missedOf, takenOf } from '../../../../told.ts';
import type { Pair } from '../kit.ts';
import { ANSWERS } from './answers.ts';
import { CHANNELS } from './channels.ts';
import { DROPS } from './drops.ts';
import { HARMING } from './harming.ts';
import { LOADING } from './loading.ts';
import { STAGES } from './stages.ts';
import { STAYING } from './staying.ts';
import { STEERING } from './steering.ts';
import { TRIGGERS } from './triggers.ts';

/**
 * Packages of npm that load and run what others wrote, stay, harm or steer, in the style of a careful author with a
 * language model at hand, and next to each its nearest honest relation. Written before any rule was looked at: the
 * first run found 31 of 79 (12 of 15 at install, 19 of 35 at import, none of 29 at use) and took 1 of 79 honest ones.
 * Rules were made afterwards.
 */
const PAIRS: Readonly<Record<string, Pair>> = {
  ...LOADING,
  ...ANSWERS,
  ...STAGES,
  ...DROPS,
  ...STAYING,
  ...STEERING,
  ...TRIGGERS,
  ...HARMING,
  ...CHANNELS,
};

/** What is not found, and why. */
const KNOWN_MISSES: readonly string[] = [
  'magic-header', // a comparison with a constant is what every router does: what it opens is not known
  'magic-password', // the same, of a digest
  'msbuild-task', // which file a command is given is not followed from where it was stored
  'patched-electron', // a path of which another file of the package spells the telling part
  'remote-template', // templates of libraries are no code to the code model
  'rules-with-hidden-text', // YARA tells of the letters, in a file that nothing of the package reads: below the line
  'sandbox-escape', // the command is told at load; tools set themselves up by such lines when they are called
  'service-worker', // honest workers load their libraries in this way, from the hosts of their makers
  'weak-random', // what a source sets in place of a function of the runtime is not looked at
];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [];

test('attacks as a careful author would write them', async () => {
  expect(await missedOf(PAIRS)).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the nearest honest relations of these attacks', async () => {
  expect(await takenOf(PAIRS)).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
