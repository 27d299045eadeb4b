import { type Account, jsonSchema, type PreviousFacts, type ReleaseFacts } from '@weir/model';
import { judge } from '@weir/scoring';
import { describe, expect, it } from 'vitest';
import { SAMPLES } from './samples.ts';
import { manifest, releaseContext, releaseFacts } from './samples-kit.ts';
import { analyzeSample } from './testing/samples-suite.ts';

const CONTEXT_DETECTORS = [
  'manifest-confusion',
  'name-confusion',
  'new-dependency',
  'publisher-change',
  'reputation',
  'sibling-divergence',
  'version-anomaly',
];

const ANN: Account = { name: 'ann', email: 'ann@acme.example' };
const BOB: Account = { name: 'bob', email: 'bob@freemail.weir.test' };
const CAROL: Account = { name: 'carol', email: 'carol@proton.me' };
const ROBOT: Account = { name: 'GitHub Actions', email: 'robot@automation.weir.test' };
const BEFORE: PreviousFacts = {
  publishedAt: '2026-11-01T12:00:00.000Z',
  trustedPublisher: null,
  maintainers: [ANN, BOB],
  dependencies: { a: '^1.0.0' },
  hooks: {},
};

/** What honest packages go through: facts that change, and package.json of the new release. */
const ORDINARY: readonly {
  readonly name: string;
  readonly facts?: Partial<ReleaseFacts>;
  readonly before?: Partial<PreviousFacts>;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly dependency?: { readonly createdAt: string; readonly maintainers: readonly string[] };
}[] = [
  { name: 'maintainers take turns', facts: { publisher: BOB } },
  {
    name: 'a project moves to trusted publishing',
    facts: { publisher: ROBOT, trustedPublisher: 'github', provenance: 'https://slsa.example/v1' },
  },
  {
    name: 'a hotfix by hand, by another maintainer',
    facts: { publisher: BOB, previousPublisher: ROBOT, previousProvenance: true },
    before: { trustedPublisher: 'github' },
  },
  {
    name: 'a new maintainer, publishing by hand before the pipeline is set up',
    facts: {
      publisher: CAROL,
      maintainers: [ANN, BOB, CAROL],
      previousPublisher: ROBOT,
      previousProvenance: true,
    },
    before: { trustedPublisher: 'github' },
  },
  {
    name: 'a forgotten package gets a new maintainer and a release',
    facts: { publisher: CAROL },
    before: { publishedAt: '2020-01-01T00:00:00.000Z' },
  },
  {
    name: 'a new maintainer brings a dependency of a package of hers that is a week old',
    facts: { publisher: CAROL },
    dependency: { createdAt: '2026-11-13T00:00:00.000Z', maintainers: ['carol'] },
  },
  {
    name: 'a monorepo adds a package',
    dependency: { createdAt: '2026-11-20T11:59:00.000Z', maintainers: ['bob'] },
  },
  {
    name: 'a native build is added by hand after releases by the pipeline',
    facts: { publisher: BOB, previousPublisher: ROBOT, previousProvenance: true },
    before: { trustedPublisher: 'github' },
    fields: { scripts: { install: 'node-gyp rebuild' } },
  },
  {
    name: 'an install script, by the people who always published',
    fields: { scripts: { postinstall: 'node postinstall.js' } },
  },
];

describe('context alone', () => {
  it.each(ORDINARY)('leaves benign: $name', async ({ facts, before, fields = {}, dependency }) => {
    const own = { name: 'sample', version: '1.0.0', dependencies: { a: '^1.0.0', b: '^1.0.0' }, ...fields };
    const context = releaseContext(
      releaseFacts({
        manifest: jsonSchema.parse({ _id: 'sample@1.0.0', ...own }),
        publisher: ANN,
        maintainers: [ANN, BOB],
        previousVersion: '0.9.0',
        previousPublisher: ANN,
        previousProvenance: false,
        packageCreatedAt: '2019-01-01T00:00:00.000Z',
        versionCount: 50,
        ...facts,
        previousFacts: { ...BEFORE, ...before },
      }),
      { dependencies: dependency ? [{ name: 'b', judged: null, ...dependency }] : [] },
    );
    const files = { 'package.json': manifest(own), 'postinstall.js': "console.log('thanks');\n" };

    const { judgement } = await analyzeSample({ name: 'ordinary', files, context, expected: [] });

    expect(judgement).toMatchObject({ verdict: 'benign', complete: true });
    expect(judgement.score).toBeLessThan(40);
  });

  it('makes nothing malicious, but for a dependency that is judged malicious', async () => {
    const verdicts = await Promise.all(
      CONTEXT_DETECTORS.flatMap((id) => SAMPLES[id]?.malicious ?? []).map(async (sample) => {
        const { findings } = await analyzeSample(sample);
        // Some samples need bytes that other detectors speak about.
        const context = findings.filter(({ basis }) => basis === 'context');
        const { verdict } = judge({ findings: context, skipped: [], complete: true });
        return { rules: sample.expected.map(({ rule }) => rule), verdict };
      }),
    );

    expect(verdicts.length).toBeGreaterThan(20);
    for (const { rules, verdict } of verdicts)
      if (verdict === 'malicious') expect(rules).toEqual(['malicious-dependency']);
  });
});
