import { expect, test } from 'vitest';
import { isWorthComparing } from '../index.ts';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('capability-delta', samples);

const [sending] = samples.malicious;
if (!sending?.context?.facts) throw new Error('the first sample has no context');
const { context } = sending;
const facts = { ...sending.context.facts, predecessor: { version: '1.4.2', files: [] } };

test('a patch release with a new ability is suspicious, the same bytes alone are benign', async () => {
  const { previous: _, ...alone } = sending;

  expect((await analyzeSample(sending)).judgement).toMatchObject({ verdict: 'suspicious', class: 'malware' });
  expect((await analyzeSample(alone)).judgement.verdict).toBe('benign');
});

test('what an update adds is said with the release before and each place', async () => {
  const { findings } = await analyzeSample(sending);
  const told = findings.find(({ rule }) => rule === 'capability-delta/ability');

  expect(told).toMatchObject({
    basis: 'context',
    summary: 'this patch release opens connections, which 1.4.2 did nowhere',
    chain: ['opens connections: index.js:6'],
  });
  expect(findings.find(({ rule }) => rule === 'capability-delta/destination')?.indicators).toEqual([
    { type: 'domain', value: 'lines.weir.example' },
  ]);
});

test.each([
  ['a small step of what can send', context, facts, ['net.http'], true],
  ['nothing that matters', context, facts, ['fs.read', 'crypto'], false],
  [
    'a great step',
    { ...context, release: { ...context.release, version: '2.0.0' } },
    facts,
    ['net.http'],
    false,
  ],
  ['no predecessor', context, { ...facts, predecessor: null }, ['net.http'], false],
  ['a young package', context, { ...facts, packageCreatedAt: facts.publishedAt }, ['net.http'], false],
])('%s: worth a look at the release before %s', (_, base, said, capabilities, worth) => {
  expect(isWorthComparing({ ...base, facts: said }, capabilities)).toBe(worth);
});

test('what is new counts for more when somebody else publishes, and still is no proof', async () => {
  const byOther = samples.malicious.find(({ name }) => name === 'a minor one by somebody else');
  if (!byOther?.context) throw new Error('no such sample');
  const said = byOther.context.facts;
  const bySame = { ...byOther.context, facts: said && { ...said, publisher: said.previousPublisher } };
  const sendingToo = { ...sending, context: { ...byOther.context, release: context.release } };
  const results = await Promise.all(
    [{ ...byOther, context: bySame }, byOther, sendingToo].map((sample) => analyzeSample(sample)),
  );

  expect(results.map(({ judgement }) => judgement.verdict)).toEqual(results.map(() => 'suspicious'));
  const scores = results.map(({ judgement }) => judgement.score);
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  expect(new Set(scores).size).toBe(3);
  expect(results[1]?.findings.find(({ detector }) => detector === 'capability-delta')?.chain).toEqual([
    'starts programs: index.js:2',
    'mallory publishes, who was not among ann',
  ]);
});
