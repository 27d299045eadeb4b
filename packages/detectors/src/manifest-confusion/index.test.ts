import { parseManifest } from '@weir/code';
import { describe, expect, it } from 'vitest';
import type { DetectorInput } from '../contract.ts';
import { manifest, releaseContext, releaseFacts } from '../samples-kit.ts';
import { describeSamples } from '../testing/samples-suite.ts';
import { manifestConfusion } from './index.ts';
import { samples } from './samples.ts';

describeSamples('manifest-confusion', samples);

/** Rules that fire at all, low ones included. */
function rulesOf(
  archive: Readonly<Record<string, unknown>>,
  shown: Readonly<Record<string, unknown>>,
  truncated: string[] = [],
): string[] {
  const parsed = parseManifest(manifest(archive));
  if (parsed.kind !== 'manifest') throw new Error(parsed.detail);
  const told = { _id: 'sample@1.0.0', name: 'sample', version: '1.0.0', ...shown } as Record<string, string>;
  const context = releaseContext(releaseFacts({ manifest: told, truncated }));
  const input = { manifest: parsed.manifest, context } as DetectorInput;
  return manifestConfusion.detect(input, () => false).map(({ rule }) => rule.slice(rule.indexOf('/') + 1));
}

describe('differences that npm itself makes', () => {
  it.each([
    [
      'a native build that it adds',
      { gypfile: true },
      { gypfile: true, scripts: { install: 'node-gyp rebuild' } },
    ],
    ['optional dependencies folded in', { optionalDependencies: { a: '1' } }, { dependencies: { a: '1' } }],
    [
      'the path to a command taken out',
      { scripts: { install: 'node_modules/.bin/x y' } },
      { scripts: { install: 'x y' } },
    ],
    ['a version cleaned', { version: ' v1.0.0+build.5' }, {}],
    ['a lone command named', { bin: './cli.js' }, { bin: { sample: 'cli.js' } }],
    ['ranges tidied', { dependencies: { a: 'ann/a' } }, { dependencies: { a: 'github:ann/a' } }],
    ['the case of an old name', { name: 'Sample' }, {}],
    [
      'bundled packages',
      { bundledDependencies: ['a'], dependencies: { a: '1' } },
      { bundleDependencies: ['a'] },
    ],
    ['members of its own', {}, { _nodeVersion: '24.0.0', dist: {}, directories: {}, gitHead: 'abc' }],
  ])('are none: %s', (_what, archive, shown) => {
    expect(rulesOf(archive, shown)).toEqual([]);
  });
});

describe('what facts do not hold', () => {
  const archive = { scripts: { postinstall: 'node x.js' }, dependencies: { a: '1' }, bin: { x: 'x.js' } };

  it('is unknown where it was cut', () => {
    expect(rulesOf(archive, {}, ['$.scripts', '$.dependencies', '$.bin'])).toEqual([]);
    expect(rulesOf(archive, { scripts: {} }, ['$.scripts.build', '$.bin'])).toEqual(['hidden-dependency']);
  });

  it('is unknown in the short form of a manifest, which has no scripts', () => {
    expect(rulesOf(archive, { _id: null, hasInstallScript: true })).toEqual([]);
  });
});

describe('low differences', () => {
  it.each([
    ['absent-dependency', {}, { dependencies: { a: '1' } }],
    ['other-version', { version: '1.0.1' }, {}],
    ['hidden-command', { bin: { other: 'x.js' } }, { bin: { sample: 'x.js' } }],
    ['hidden-hook', { scripts: { postinstall: 'husky install' } }, {}],
  ])('are told: %s', (rule, archive, shown) => {
    expect(rulesOf(archive, shown)).toEqual([rule]);
  });

  it('of one kind are told a bounded number of times', () => {
    const dependencies = Object.fromEntries(Array.from({ length: 4_000 }, (_, at) => [`d${at}`, '1']));

    expect(rulesOf({ dependencies }, {})).toHaveLength(20);
    expect(rulesOf({}, { dependencies })).toHaveLength(20);
  });
});
