import { expect, test } from 'vitest';
import { type AttackPair, missedOf, takenOf } from '../../../../told.ts';
import { CHAINING } from './chaining.ts';
import { CLIENTS } from './clients.ts';
import { DISPATCHING } from './dispatching.ts';
import { HANDING } from './handing.ts';
import { INSTALLING } from './installing.ts';
import { SPREADING } from './spreading.ts';
import { STAGING } from './staging.ts';
import { STAYING } from './staying.ts';
import { STEALING } from './stealing.ts';
import { TAKING } from './taking.ts';
import { UPLOADS } from './uploads.ts';

/**
 * Packages of several modules, in the style of a language model with time, written before any rule or older table was
 * looked at: the first run found 77 of 94, and took 6 of 64 honest ones. What was missed was mended where the cause was a
 * general one.
 */
const PAIRS: Readonly<Record<string, AttackPair>> = {
  ...DISPATCHING,
  ...CHAINING,
  ...HANDING,
  ...CLIENTS,
  ...UPLOADS,
  ...INSTALLING,
  ...STAGING,
  ...STEALING,
  ...TAKING,
  ...STAYING,
  ...SPREADING,
};

/** What is not found, and why. */
const KNOWN_MISSES: readonly string[] = [
  'gcloud-token-use', // which attribute of what a library's sign-in gives is the secret is not told
  'git-hook', // the text of a shell that is written into a hook is not read as commands
  'patch-session-send', // a member of a request that somebody else makes, in a dictionary of its own
];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [
  'cron-line', // as 'load-systemd-user' of the older table: what comes back is made by programs, and hardly by a library
  'geofence-encrypt', // whose key it is that files are encrypted with and deleted is not followed
  'run-key', // as 'cron-line'
];

test('attacks of several modules that nobody has seen', async () => {
  expect(await missedOf(PAIRS)).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the honest relations of these attacks', async () => {
  expect(await takenOf(PAIRS)).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
