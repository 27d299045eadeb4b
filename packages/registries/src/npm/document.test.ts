import { describe, expect, it } from 'vitest';
import { parseTime } from '../lib/times.ts';
import { parseDocument, parseVersion } from './document.ts';

describe('parseDocument', () => {
  it.each([null, 1, 'text', [], true])('is null for %j', (value) => expect(parseDocument(value)).toBeNull());

  it('survives every field having a wrong type', () => {
    const fields = ['_rev', 'dist-tags', 'description', 'time', 'versions', 'maintainers', 'name'];
    for (const wrong of [null, 1, 'text', [], [1], { a: 1 }, true]) {
      const document = parseDocument(Object.fromEntries(fields.map((field) => [field, wrong])));

      expect(document).toMatchObject({ _rev: null, versions: new Map(), maintainers: [] });
    }
  });

  it('keeps what is right beside what is wrong', () => {
    const document = parseDocument({
      _rev: '3-abc',
      'dist-tags': { latest: '1.0.0', odd: 7 },
      time: { '1.0.0': '2026-01-01T00:00:00Z', '1.0.1': 'yesterday', unpublished: 'no object' },
      versions: { '1.0.0': { name: 'n' }, '1.0.1': 'no object', 'a\u0001b': {}, '': {} },
      maintainers: [{ name: 'ann', email: 5 }, { email: 'x' }, 'bob'],
    });

    expect(document?._rev).toBe('3-abc');
    expect([...(document?.['dist-tags'] ?? [])]).toEqual([['latest', '1.0.0']]);
    expect([...(document?.versions.keys() ?? [])]).toEqual(['1.0.0']);
    expect(document?.unusable.map(({ key }) => key)).toEqual(['1.0.1', 'a\u0001b', '']);
    expect(document?.time.of.get('1.0.0')).toBe('2026-01-01T00:00:00.000Z');
    expect(document?.time.of.get('1.0.1')).toBeNull();
    expect(document?.time.unpublished).toBeNull();
    expect(document?.maintainers).toEqual([{ name: 'ann', email: null }]);
  });

  it('treats __proto__ and constructor as keys like others', () => {
    const document = parseDocument(
      JSON.parse(
        '{"versions":{"__proto__":{"x":1},"constructor":{"y":1}},"time":{"__proto__":"2026-01-01T00:00:00Z"}}',
      ),
    );

    expect([...(document?.versions.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
    expect(document?.time.of.get('__proto__')).toBe('2026-01-01T00:00:00.000Z');
    expect(document?.time.of.get('toString')).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('reads a full unpublish', () => {
    const document = parseDocument({
      name: 'n',
      time: {
        created: '2026-01-01T00:00:00Z',
        unpublished: { time: '2026-02-01T00:00:00Z', versions: ['1.0.0'] },
      },
    });

    expect(document?.time.unpublished).toEqual({ time: '2026-02-01T00:00:00.000Z', versions: ['1.0.0'] });
  });
});

describe('parseVersion', () => {
  it('loses no other field by a wrong one', () => {
    const version = parseVersion({
      dist: {
        tarball: 'https://files.example/n.tgz',
        shasum: 7,
        integrity: 'sha512-x',
        attestations: 'none',
      },
      _npmUser: { name: 'bot', email: null, trustedPublisher: 'yes' },
      maintainers: 'ann',
    });

    expect(version).toMatchObject({
      dist: {
        tarball: 'https://files.example/n.tgz',
        shasum: null,
        integrity: 'sha512-x',
        attestations: null,
      },
      _npmUser: { name: 'bot', email: null, trustedPublisher: null },
      maintainers: [],
    });
  });

  it('reads provenance and the trusted publisher', () => {
    const version = parseVersion({
      dist: { attestations: { url: 'x', provenance: { predicateType: 'https://slsa.example/v1' } } },
      _npmUser: { name: 'bot', trustedPublisher: { id: 'github', oidcConfigId: 'x' } },
    });

    expect(version.dist.attestations).toBe('https://slsa.example/v1');
    expect(version._npmUser?.trustedPublisher).toEqual({ id: 'github' });
  });
});

describe('parseTime', () => {
  it.each([
    ['2026-09-01T10:00:00.000Z', '2026-09-01T10:00:00.000Z'],
    ['2026-09-01T12:00:00+02:00', '2026-09-01T10:00:00.000Z'],
    ['1970-01-01T00:00:00Z', null],
    ['+275760-09-13T00:00:00.000Z', null],
    ['x'.repeat(100_000), null],
    [1_700_000_000, null],
  ])('reads %j as %j', (given, expected) => expect(parseTime(given)).toBe(expected));
});
