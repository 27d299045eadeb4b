import { describe, expect, it } from 'vitest';
import { parseDocument } from './document.ts';
import { resolveDocument } from './resolve.ts';

describe('resolveDocument', () => {
  it('keeps a bounded number of problems of a document with countless bad versions', () => {
    const versions = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`bad\u0001${at}`, {}] as const),
    );
    const document = parseDocument({ _rev: '1-a', versions: { ...versions, '1.0.0': {} } });
    if (!document) throw new Error('no document');
    const served = { sha256: '0'.repeat(64), headers: {} };

    const resolved = resolveDocument('n', document, Buffer.alloc(0), served, {
      known: new Set<string>(),
      base: 'https://registry.example',
      replaceOrigin: null,
    });

    const unusable = resolved.problems.filter(({ code }) => code === 'version-unusable');
    expect(unusable).toHaveLength(101);
    expect(unusable.at(-1)?.detail).toContain('4900 more');
    expect(resolved.releases.map(({ version }) => version)).toEqual(['1.0.0']);
  });
});
