import { expect, test } from 'vitest';
import { missedOf, takenOf } from '../../../../told.ts';
import type { Pair } from '../kit.ts';
import { AGENTS } from './agents.ts';
import { COINS } from './coins.ts';
import { DISPATCHING } from './dispatching.ts';
import { FETCHING } from './fetching.ts';
import { HIDING } from './hiding.ts';
import { HOLDING } from './holding.ts';
import { MEMBERS } from './members.ts';
import { SENDING } from './sending.ts';
import { STARTING } from './starting.ts';
import { TAKING } from './taking.ts';

const PAIRS: Readonly<Record<string, Pair>> = {
  ...STARTING,
  ...TAKING,
  ...SENDING,
  ...COINS,
  ...FETCHING,
  ...HOLDING,
  ...AGENTS,
  ...HIDING,
  ...DISPATCHING,
  ...MEMBERS,
};

/** What is not found, and why. */
const KNOWN_MISSES: readonly string[] = [];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [];

test('attacks that nobody here has seen', async () => {
  expect(await missedOf(PAIRS)).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the nearest honest relations of these attacks', async () => {
  expect(await takenOf(PAIRS)).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
