import { PREVIOUS_DEPENDENCIES_MAX, PREVIOUS_TEXT_CHARS_MAX, releaseFactsSchema } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { parseDocument } from './document.ts';
import { createFactsReader } from './facts.ts';

function factsOf(version: string, versions: Readonly<Record<string, unknown>>, times: object = {}) {
  const document = parseDocument({ name: 'n', _rev: '1-a', versions, time: times });
  if (!document) throw new Error('no document');
  return releaseFactsSchema.parse(
    createFactsReader(document, { sha256: '0'.repeat(64), headers: {} })(version),
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
