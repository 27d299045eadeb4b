import { describe, expect, it } from 'vitest';
import { parseDocument } from './document.ts';
import { resolveDocument } from './resolve.ts';

function resolve(value: unknown): ReturnType<typeof resolveDocument> {
  const document = parseDocument(value);
  if (!document) throw new Error('no document');
  const served = { sha256: '0'.repeat(64), headers: {} };
  return resolveDocument('n', document, Buffer.alloc(0), served, {
    known: new Set(),
    base: 'https://registry.example',
    replaceOrigin: null,
  });
}

describe('resolveDocument', () => {
  it('takes nothing for removed where versions cannot be read, although times are left', () => {
    const times = { '1.0.0': '2026-01-01T00:00:00.000Z' };
    const resolved = resolve({ _rev: '2-b', versions: [{}], time: times });

    expect(resolved).toMatchObject({ readable: false, removed: [] });
  });

  it('keeps a bounded number of problems of a document with countless bad versions', () => {
    const versions = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`bad\u0001${at}`, {}] as const),
    );
    const resolved = resolve({ _rev: '1-a', versions: { ...versions, '1.0.0': {} } });

    const unusable = resolved.problems.filter(({ code }) => code === 'version-unusable');
    expect(unusable).toHaveLength(101);
    expect(unusable.at(-1)?.detail).toContain('4900 more');
    expect(resolved.releases.map(({ version }) => version)).toEqual(['1.0.0']);
  });
});
