import { canonicalJson, releaseFactsSchema } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { capManifest as capAny, MANIFEST_BYTES_MAX } from './manifest.ts';

const MEMBERS = {
  essential: new Set(['name', 'version', 'scripts', 'dist', 'dependencies']),
  dropped: new Set(['readme']),
};

function capManifest(raw: Readonly<Record<string, unknown>>): ReturnType<typeof capAny> {
  return capAny(raw, MEMBERS);
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(canonicalJson(value));
}

describe('capManifest', () => {
  it('keeps an ordinary manifest as it is, without its readme', () => {
    const raw = { name: 'n', version: '1.0.0', scripts: { test: 'x' }, readme: 'long' };

    expect(capManifest(raw)).toEqual({
      manifest: { name: 'n', version: '1.0.0', scripts: { test: 'x' } },
      truncated: ['$.readme'],
    });
  });

  it('cuts the largest unimportant fields first and names them', () => {
    const raw = {
      name: 'n',
      scripts: { postinstall: 'a'.repeat(10_000) },
      extra: Array.from({ length: 4_000 }, () => 'padding-padding-padding'),
      small: 'kept',
    };

    const { manifest, truncated } = capManifest(raw);

    expect(sizeOf(manifest)).toBeLessThanOrEqual(MANIFEST_BYTES_MAX);
    expect(Object.keys(manifest).toSorted()).toEqual(['name', 'scripts', 'small']);
    expect(truncated).toEqual(['$.extra']);
  });

  it('stays under its cap when everything important is huge', () => {
    const raw = Object.fromEntries(
      ['name', 'scripts', 'bin', 'dependencies'].map((key) => [
        key,
        Array.from({ length: 1_000 }, () => 'x'.repeat(90)),
      ]),
    );

    const { manifest, truncated } = capManifest(raw);

    expect(sizeOf(manifest)).toBeLessThanOrEqual(MANIFEST_BYTES_MAX);
    expect(truncated.length).toBeGreaterThan(0);
  });

  it('cuts what is too deep, too long or no JSON number', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 50_000; level++) deep = [deep];

    const { manifest, truncated } = capManifest({ deep, nul: 'a\u0000b', huge: Number.POSITIVE_INFINITY });

    expect(manifest).toMatchObject({ nul: 'a\uFFFDb', huge: null });
    expect(truncated).toHaveLength(2);
    expect(releaseFactsSchema.shape.manifest.safeParse(manifest).success).toBe(true);
  });

  it('keeps __proto__ as a member and touches no prototype', () => {
    const { manifest } = capManifest(JSON.parse('{"scripts":{"__proto__":"evil","toString":"x"}}'));

    expect(Object.keys(manifest.scripts as object)).toEqual(['__proto__', 'toString']);
    expect(Object.getPrototypeOf(manifest.scripts)).toBe(Object.prototype);
  });

  it('bounds the list of what was cut', () => {
    const raw = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`n${at}`, Number.NaN]));

    expect(capManifest(raw).truncated).toHaveLength(100);
  });
});
