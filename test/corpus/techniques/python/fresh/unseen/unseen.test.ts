import { expect, test } from 'vitest';
import { type AttackPair, missedOf, takenOf } from '../../../../told.ts';
import { CLIENTS } from './clients.ts';
import { DISPATCHING } from './dispatching.ts';
import { INSTALLING } from './installing.ts';
import { STAGING } from './staging.ts';
import { STAYING } from './staying.ts';
import { STEALING } from './stealing.ts';

/** Packages of several modules, written before any rule was looked at. */
const PAIRS: Readonly<Record<string, AttackPair>> = {
  ...DISPATCHING,
  ...CLIENTS,
  ...INSTALLING,
  ...STAGING,
  ...STEALING,
  ...STAYING,
};

/** What is not found, and why. */
const KNOWN_MISSES: readonly string[] = [];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [];

test('attacks of several modules that nobody has seen', async () => {
  expect(await missedOf(PAIRS)).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the honest relations of these attacks', async () => {
  expect(await takenOf(PAIRS)).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
