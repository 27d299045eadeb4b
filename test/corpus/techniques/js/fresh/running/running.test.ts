import type { AnalysisResult } from '@weir/model';
import { expect, test } from 'vitest';
import { analyzeFiles } from '../../../../analyze-files.ts';
import { ANSWERS } from './answers.ts';
import { CHANNELS } from './channels.ts';
import { DROPS } from './drops.ts';
import { HARMING } from './harming.ts';
import type { Pair } from './kit.ts';
import { LOADING } from './loading.ts';
import { STAGES } from './stages.ts';
import { STAYING } from './staying.ts';
import { STEERING } from './steering.ts';
import { TRIGGERS } from './triggers.ts';

/**
 * Packages of npm that load and run what others wrote, stay, harm or steer, in the style of a careful author with a
 * language model at hand, and next to each its nearest honest relation. Written before any rule was looked at: the first run found 31 of 79
 * (12 of 15 at install, 19 of 35 at import, none of 29 at use) and took 1 of 79 honest ones.
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
  'hidden-eval-route',
  'hidden-route',
  'magic-header',
  'magic-password',
  'msbuild-task',
  'patched-electron',
  'proxy-exit',
  'remote-template',
  'rules-with-hidden-text',
  'sandbox-escape',
  'service-worker',
  'source-text-module',
  'weak-random',
];
/** What is taken for an attack though it is none, and why. */
const KNOWN_TAKEN: readonly string[] = ['powershell-web'];

function told({ judgement }: AnalysisResult): boolean {
  return judgement.verdict === 'suspicious' || judgement.verdict === 'malicious';
}

test('attacks as a careful author would write them', async () => {
  const missed: string[] = [];
  for (const [id, { attack }] of Object.entries(PAIRS))
    if (!told(await analyzeFiles(attack))) missed.push(id);

  expect(missed.toSorted()).toEqual(KNOWN_MISSES.toSorted());
}, 120_000);

test('the nearest honest relations of these attacks', async () => {
  const taken: string[] = [];
  for (const [id, { twin }] of Object.entries(PAIRS)) if (told(await analyzeFiles(twin))) taken.push(id);

  expect(taken.toSorted()).toEqual(KNOWN_TAKEN.toSorted());
}, 120_000);
