import { expect, test } from 'vitest';
import type { Sample } from '../contract.ts';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('publisher-change', samples);

/** Rules of the detector that fire on a sample, low ones included. */
async function rulesOf(sample: Sample | undefined): Promise<string[]> {
  if (!sample) throw new Error('no such sample');
  const { findings } = await analyzeSample(sample);
  return findings
    .filter((f) => f.detector === 'publisher-change')
    .map(({ rule, severity }) => `${rule} ${severity}`);
}

test.each([
  ['another of the maintainers publishes', []],
  ['from a token to the trusted publisher', []],
  ['a hotfix by hand after releases by the trusted publisher', ['publisher-change/lost-trust low']],
  ['a new maintainer publishes for the first time', ['publisher-change/new-publisher low']],
  ['the same people after three years', ['publisher-change/dormant-revival info']],
  ['the same people add an install script', []],
  ['an account moves to a domain of its own', []],
  ['a first release with a throw-away mailbox', ['publisher-change/disposable-mail low']],
])('%s: %o', async (name, expected) => {
  expect(await rulesOf(samples.benign.find((sample) => sample.name === name))).toEqual(expected);
});

test('every finding rests on the context, not on the bytes', async () => {
  for (const sample of samples.malicious) {
    const { findings } = await analyzeSample(sample);
    const own = findings.filter(({ detector }) => detector === 'publisher-change');
    expect(own.map(({ basis }) => basis)).toEqual(own.map(() => 'context'));
  }
});

test('two changes at once leave a release benign, three make it suspicious', async () => {
  const verdicts = await Promise.all(
    samples.malicious.map(async (sample) => {
      const { judgement } = await analyzeSample(sample);
      return `${sample.expected[0]?.severity} ${judgement.verdict}`;
    }),
  );

  expect(new Set(verdicts)).toEqual(new Set(['medium benign', 'high suspicious']));
});
