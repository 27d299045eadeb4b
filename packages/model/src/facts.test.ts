import { describe, expect, it } from 'vitest';
import { digestOfFacts, type ReleaseFacts, releaseFactsSchema, storedFacts } from './facts.ts';

const FACTS: ReleaseFacts = {
  manifest: { name: 'x', scripts: { preinstall: 'node a.js' } },
  publisher: { name: 'ann', email: null },
  trustedPublisher: null,
  maintainers: [{ name: 'ann', email: 'ann@acme.example' }],
  provenance: null,
  previousVersion: '1.0.0',
  previousPublisher: null,
  previousProvenance: null,
  previousFacts: null,
  versionCount: 2,
  publishedAt: '2026-11-23T09:59:59.123Z',
  packageCreatedAt: null,
  distTags: ['latest'],
  integrity: null,
  documentRevision: '7-abc',
  documentSha256: 'ab'.repeat(32),
  responseHeaders: { etag: '"x"' },
  truncated: [],
};

describe('digestOfFacts', () => {
  it('does not change with what every read changes', () => {
    const again: ReleaseFacts = {
      ...FACTS,
      documentRevision: '8-def',
      documentSha256: null,
      responseHeaders: { age: '3' },
    };

    expect(digestOfFacts(again)).toBe(digestOfFacts(FACTS));
  });

  it.each<Partial<ReleaseFacts>>([
    { publisher: { name: 'mallory', email: null } },
    { publisher: null },
    { manifest: null },
    { previousProvenance: false },
    { versionCount: null },
    { releaseStartedAt: '2026-11-10T00:00:00.000Z' },
    {
      previousFacts: {
        publishedAt: null,
        trustedPublisher: null,
        maintainers: null,
        dependencies: { a: '^1.0.0' },
        hooks: {},
      },
    },
  ])('changes with %o', (change) => {
    expect(digestOfFacts({ ...FACTS, ...change })).not.toBe(digestOfFacts(FACTS));
  });

  it('survives storage as JSON', () => {
    const stored: unknown = JSON.parse(JSON.stringify(FACTS));

    expect(digestOfFacts(releaseFactsSchema.parse(stored))).toBe(digestOfFacts(FACTS));
  });
});

describe('facts stored before the previous release was kept', () => {
  const { previousFacts: _later, ...old } = FACTS;

  it('have an unknown one and the digest that they had', () => {
    expect(releaseFactsSchema.parse(old)).toEqual(FACTS);
    expect(storedFacts(old)).toEqual(FACTS);
    // As computed by the release of Weir that stored them.
    expect(digestOfFacts(storedFacts(old))).toBe(
      '63544ab4a5d217f59070b7035eb6a2511e4f0cb2a0783d2c1cc743f9fa602985',
    );
  });
});

describe('releaseFactsSchema', () => {
  it('refuses a manifest that is nested without end, and does not throw', () => {
    const manifest: unknown = JSON.parse('{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000));

    expect(releaseFactsSchema.safeParse({ ...FACTS, manifest }).success).toBe(false);
  });
});
