import { expect, test } from 'vitest';
import { releaseContext, releaseFacts } from '../samples-kit.ts';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { isByOthers, likelyOriginal } from './original.ts';
import { samples } from './samples.ts';

describeSamples('cloned-package', samples);

test.each(samples.malicious.map((sample) => [sample.name, sample] as const))(
  '%s is suspicious, and benign where the original is not at hand',
  async (_, sample) => {
    const { original: _original, ...alone } = sample;

    expect((await analyzeSample(sample)).judgement.verdict).toBe('suspicious');
    expect((await analyzeSample(alone)).judgement.verdict).toBe('benign');
  },
);

test('a copy that does no more is said to be one, and code of its own is not', async () => {
  const [copy, own] = samples.benign;
  const said = await Promise.all([copy, own].map(async (sample) => sample && (await analyzeSample(sample))));
  const rules = said.map((result) =>
    result?.findings.map(({ rule }) => rule).filter((rule) => /cloned/.test(rule)),
  );

  expect(rules).toEqual([['cloned-package/copy'], []]);
});

test('what a copy adds is said with the original and each place', async () => {
  const [sending] = samples.malicious;
  const { findings } = await analyzeSample(sending ?? { name: '', files: {}, expected: [] });

  expect(findings.find(({ rule }) => rule === 'cloned-package/ability')).toMatchObject({
    basis: 'context',
    summary: expect.stringMatching(
      /^holds \d+ % of the code of lodash 4\.17\.21, by somebody else, and opens connections, which that does nowhere$/,
    ),
    chain: ['opens connections: index.js:25'],
  });
});

test('of a name that forks have, what a copy adds is said and decides nothing', async () => {
  const [, , program] = samples.malicious;
  if (!program) throw new Error('no such sample');
  const named = { ...program, context: releaseContext(releaseFacts(), { name: 'lodash-fork' }) };
  const { findings, judgement } = await analyzeSample(named);

  expect(findings.find(({ rule }) => rule === 'cloned-package/ability')?.severity).toBe('medium');
  expect(judgement.verdict).toBe('benign');
});

const OLD = { packageCreatedAt: '2018-01-01T00:00:00.000Z' };

test.each([
  ['a slip', 'lodahs', {}, 'lodash'],
  ['a scope that imitates another', '@bable/core', {}, '@babel/core'],
  ['a popular name itself', 'lodash', {}, null],
  ['a name like none', 'harbour-lines-weir', {}, null],
  ['a name that is held for years', 'lodahs', OLD, null],
])('%s: the original of %s', (_, name, part, original) => {
  expect(likelyOriginal(releaseContext(releaseFacts(part), { name }))).toBe(original);
});

test('owners of the original are no strangers', () => {
  const [ann, bob] = ['ann', 'bob'].map((name) => ({ name, email: null }));
  const ours = { publisher: ann ?? null, maintainers: [] };

  expect(isByOthers(ours, { publisher: bob ?? null, maintainers: [] })).toBe(true);
  expect(isByOthers(ours, { publisher: null, maintainers: ann ? [ann] : [] })).toBe(false);
  // What publishes for everybody is nobody's: npm names it so for each package that a workflow of GitHub publishes.
  const robot = { publisher: { name: 'GitHub Actions', email: null }, maintainers: bob ? [bob] : [] };
  expect(isByOthers(robot, { ...robot, maintainers: ann ? [ann] : [] })).toBe(true);
});
