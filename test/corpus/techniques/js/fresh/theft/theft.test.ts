import { expect, test } from 'vitest';
import { missedOf, takenOf } from '../../../../told.ts';
import type { Pair } from '../kit.ts';
import { BROWSER } from './browser.ts';
import { SECRET_FILES } from './files.ts';
import { INSTALLING } from './installing.ts';
import { INSTALLING_MORE } from './installing-more.ts';
import { MACHINES } from './machines.ts';
import { PATCHING } from './patching.ts';
import { SEALED } from './sealed.ts';
import { SENDERS } from './senders.ts';
import { WRAPPERS } from './wrappers.ts';

/**
 * Kinds of theft and of sending in the style of a careful author with a language model at hand, and next to each its nearest
 * honest relation. Written before any rule was looked at: the first run found 23 of 69 (8 of 11 at install, 14 of 31 at
 * import, 1 of 27 at use) and took none of 68 honest ones. Rules were made afterwards, and the code model was taught what the misses do.
 */
const PAIRS: Readonly<Record<string, Pair>> = {
  ...INSTALLING,
  ...INSTALLING_MORE,
  ...SECRET_FILES,
  ...BROWSER,
  ...PATCHING,
  ...WRAPPERS,
  ...MACHINES,
  ...SENDERS,
  ...SEALED,
};

/** What is not found, and why. */
const KNOWN_MISSES: readonly string[] = [
  'browser-approve-spender', // routers of honest exchanges are constants as well
  'browser-storage-post', // a page tells its own frames all kinds of things
  'machine-gpg-ftp', // the host is told to the client by another call than the one that sends
  'patch-http-request', // what a replaced function of a module that is a parameter makes has no name
  'patch-undici-dispatcher', // headers as a whole, of whatever request, are no secret by name
  'send-npmrc-class', // of a class in another file it is not known what its methods give
  'send-smtp', // the answers of the server are listened to, as clients that sign in do
  'use-git-push', // what a folder holds that files were copied into, and a program that pushes it
  'wrap-anthropic-base-url', // honest gateways are set up the same way
];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [];

test('thefts as a careful author would write them', async () => {
  expect(await missedOf(PAIRS)).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the nearest honest relations of these thefts', async () => {
  expect(await takenOf(PAIRS)).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
