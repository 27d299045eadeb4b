import { expect, test } from 'vitest';
import { releaseContext, releaseFacts, wheel } from '../samples-kit.ts';
import { analyzeSample } from '../testing/samples-suite.ts';

const DORMANT = releaseFacts({
  previousVersion: '98.0.0',
  publisher: { name: 'ann', email: 'ann@mailinator.com' },
});

/** Where each finding about the release points to. */
async function placesOf(files: Record<string, string | Uint8Array>, ecosystem: 'npm' | 'pypi') {
  const known = releaseContext(DORMANT, { ecosystem });
  const context = { ...known, release: { ...known.release, version: '99.0.0' } };
  const { findings } = await analyzeSample({ name: 'a release', files, context, expected: [] });
  return findings
    .filter(({ detector }) => detector === 'publisher-change' || detector === 'version-anomaly')
    .map(({ rule, location, indicators }) => [rule, location?.file ?? null, indicators[0]?.value ?? null]);
}

test('of PyPI points at the metadata, or at nothing where there is none', async () => {
  expect(await placesOf({ ...wheel('A = 1\n') }, 'pypi')).toEqual([
    ['publisher-change/disposable-mail', 'own-1.0.dist-info/METADATA', 'pypi:ann'],
    ['version-anomaly/confusion-bait', 'own-1.0.dist-info/METADATA', null],
  ]);
  expect(await placesOf({ 'own.py': 'A = 1\n' }, 'pypi')).toEqual([
    ['publisher-change/disposable-mail', null, 'pypi:ann'],
    ['version-anomaly/confusion-bait', null, null],
  ]);
});

test('of npm points at package.json', async () => {
  expect(await placesOf({ 'package.json': '{}', 'index.js': '' }, 'npm')).toEqual([
    ['publisher-change/disposable-mail', 'package.json', 'npm:ann'],
    ['version-anomaly/confusion-bait', 'package.json', null],
  ]);
});
