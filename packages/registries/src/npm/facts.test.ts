import {
  PREVIOUS_DEPENDENCIES_MAX,
  PREVIOUS_TEXT_CHARS_MAX,
  type ReleaseFile,
  releaseFactsSchema,
} from '@weir/model';
import { describe, expect, it } from 'vitest';
import { parseDocument } from './document.ts';
import { createFactsReader } from './facts.ts';

function fileOf(version: string): ReleaseFile {
  const locator = { url: `https://registry.example/n-${version}.tgz` };
  return { filename: `n-${version}.tgz`, variant: '', revision: '', locator, digests: {}, sizeBytes: null };
}

function factsOf(version: string, versions: Readonly<Record<string, unknown>>, times: object = {}) {
  const document = parseDocument({ name: 'n', _rev: '1-a', versions, time: times });
  if (!document) throw new Error('no document');
  return releaseFactsSchema.parse(
    createFactsReader(document, { sha256: '0'.repeat(64), headers: {} }, fileOf)(version),
  );
}

const TIMES = { '1.0.0': '2026-01-01T00:00:00.000Z', '1.0.1': '2026-02-01T00:00:00.000Z' };

describe('what facts say of the previous release', () => {
  it('is nothing for a first release', () => {
    expect(factsOf('1.0.0', { '1.0.0': {}, '1.0.1': {} }, TIMES).previousFacts).toBeNull();
  });

  it('is what installing it brought, what it ran, who had it and when it came', () => {
    const previous = {
      dependencies: { a: '^1.0.0' },
      optionalDependencies: { b: 'npm:c@2' },
      peerDependencies: { d: '*' },
      devDependencies: { e: '1' },
      scripts: { postinstall: 'node x.js', test: 'vitest' },
      maintainers: [{ name: 'ann', email: 'ann@acme.example' }],
      _npmUser: { name: 'GitHub Actions', email: 'a@b.example', trustedPublisher: { id: 'github' } },
    };

    expect(factsOf('1.0.1', { '1.0.0': previous, '1.0.1': {} }, TIMES).previousFacts).toEqual({
      publishedAt: TIMES['1.0.0'],
      trustedPublisher: 'github',
      maintainers: [{ name: 'ann', email: 'ann@acme.example' }],
      dependencies: { a: '^1.0.0', b: 'npm:c@2', d: '*' },
      hooks: { postinstall: 'node x.js' },
    });
  });

  it.each([
    ['wrong types', { dependencies: ['a'], scripts: 'x', maintainers: {} }],
    ['members of wrong types', { dependencies: { a: 1, b: null }, scripts: { postinstall: {} } }],
  ])('is unknown or empty where it has %s', (_what, previous) => {
    expect(factsOf('1.0.1', { '1.0.0': previous, '1.0.1': {} }, TIMES).previousFacts).toMatchObject({
      maintainers: null,
      dependencies: {},
      hooks: {},
    });
  });

  it('does not know dependencies that are more than facts keep, and cuts long commands', () => {
    const dependencies = Object.fromEntries(
      Array.from({ length: PREVIOUS_DEPENDENCIES_MAX + 1 }, (_, at) => [`d${at}`, '1']),
    );
    const previous = { dependencies, scripts: { postinstall: 'x'.repeat(100_000) } };

    const told = factsOf('1.0.1', { '1.0.0': previous, '1.0.1': {} }, TIMES).previousFacts;

    expect(told?.dependencies).toBeNull();
    expect(told?.hooks?.postinstall).toHaveLength(PREVIOUS_TEXT_CHARS_MAX);
  });

  it('keeps hostile names as plain members', () => {
    const versions: Record<string, unknown> = JSON.parse(
      '{"1.0.0":{"dependencies":{"__proto__":"1"},"scripts":{"__proto__":"x"}},"1.0.1":{}}',
    );

    const told = factsOf('1.0.1', versions, TIMES).previousFacts;

    expect(Object.getPrototypeOf(told?.dependencies)).toBe(Object.prototype);
    expect(told?.hooks).toEqual({});
  });
});

describe('what a release takes the place of', () => {
  const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  const versions = { '1.0.0': {}, '2.0.0': {}, '1.0.1': {}, '2.1.0-next.1': {}, '2.1.0': {}, '1.0.2': {} };
  const times = Object.fromEntries(Object.keys(versions).map((version, index) => [version, at(index + 1)]));

  it.each([
    ['the version before on the same line, whatever came in between', '1.0.1', '1.0.0'],
    ['no prerelease', '2.1.0', '2.0.0'],
    ['the newest of its line', '1.0.2', '1.0.1'],
    ['the release below a prerelease', '2.1.0-next.1', '2.0.0'],
  ])('is %s', (_, version, expected) => {
    const { predecessor } = factsOf(version, versions, times);

    expect(predecessor?.version).toBe(expected);
    expect(predecessor?.files).toEqual([fileOf(expected)]);
  });

  it('is what people had before a row of releases on one day', () => {
    const row = {
      ...times,
      '2.1.0': at(7),
      '2.1.1': '2026-03-07T01:00:00.000Z',
      '2.1.2': '2026-03-07T23:00:00.000Z',
    };
    const all = { ...versions, '2.1.1': {}, '2.1.2': {} };

    expect(factsOf('2.1.2', all, row).predecessor?.version).toBe('2.0.0');
    expect(factsOf('2.1.2', all, { ...row, '2.1.2': at(8) }).predecessor?.version).toBe('2.1.0');
  });

  it('is nothing for the lowest version, for one whose time nobody knows, and for what came later only', () => {
    expect(factsOf('1.0.0', versions, times).predecessor).toBeNull();
    expect(factsOf('1.0.1', versions, { '1.0.1': at(3) }).predecessor).toBeNull();
    expect(factsOf('1.0.1', versions, { ...times, '1.0.0': at(20) }).predecessor).toBeNull();
  });
});
