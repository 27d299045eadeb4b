import type { AnalysisResult } from '@weir/model';
import { expect, test } from 'vitest';
import { analyzeFiles } from '../../../../analyze-files.ts';
import { BROWSER } from './browser.ts';
import { SECRET_FILES } from './files.ts';
import { INSTALLING } from './installing.ts';
import { INSTALLING_MORE } from './installing-more.ts';
import type { Pair } from './kit.ts';
import { MACHINES } from './machines.ts';
import { PATCHING } from './patching.ts';
import { SEALED } from './sealed.ts';
import { SENDERS } from './senders.ts';
import { WRAPPERS } from './wrappers.ts';

/**
 * Kinds of theft and of sending in the style of a careful author with a language model at hand, and next to each its nearest
 * honest relation. Written before any rule was looked at: the first run found 23 of 69 (8 of 11 at install, 14 of 31 at
 * import, 1 of 27 at use) and took none of 68 honest ones. Rules were made afterwards.
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
  'browser-approve-spender',
  'browser-card-fields',
  'browser-copy-clipper',
  'browser-ethereum-request',
  'browser-form-beacon',
  'browser-memo-key',
  'browser-storage-post',
  'import-docker',
  'import-solana-id',
  'install-dns-labels',
  'install-imds',
  'machine-chat-history',
  'machine-clipboard-address',
  'machine-gpg-ftp',
  'machine-history-paste',
  'machine-ide-state',
  'patch-env-proxy',
  'patch-http-request',
  'patch-readline-password',
  'patch-undici-dispatcher',
  'send-mqtt',
  'send-npmrc-class',
  'send-pipeline',
  'send-posthog',
  'send-sentry',
  'send-slack-hook',
  'send-smtp',
  'use-chrome-logins',
  'use-env-repository',
  'use-git-push',
  'use-ssh-gist',
  'use-telegram-tdata',
  'use-workflow',
  'wrap-anthropic-base-url',
  'wrap-database-url',
  'wrap-openai',
];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = [];

function told({ judgement }: AnalysisResult): boolean {
  return judgement.verdict === 'suspicious' || judgement.verdict === 'malicious';
}

test('thefts as a careful author would write them', async () => {
  const missed: string[] = [];
  for (const [id, { attack }] of Object.entries(PAIRS))
    if (!told(await analyzeFiles(attack))) missed.push(id);

  expect(missed.toSorted()).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the nearest honest relations of these thefts', async () => {
  const taken: string[] = [];
  for (const [id, { twin }] of Object.entries(PAIRS))
    if (twin && told(await analyzeFiles(twin))) taken.push(id);

  expect(taken).toEqual(KNOWN_TAKEN);
}, 120_000);
