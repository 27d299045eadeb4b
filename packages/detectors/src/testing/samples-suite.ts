import { analyzeArtifact, createMemoryView, createYaraScanner } from '@weir/analysis/in-process';
import {
  type AnalysisResult,
  mergeSiblings,
  type PreviousRelease,
  type ReleaseContext,
  type SiblingFile,
} from '@weir/model';
import { describe, expect, test } from 'vitest';
import { copiedShare, isCopy } from '../cloned-package/copied.ts';
import type { Sample, Samples } from '../contract.ts';

const yara = createYaraScanner();

/** What is known of a sample's release, with what the release before left and what it may be a copy of. */
async function contextOf(sample: Sample): Promise<ReleaseContext | null> {
  const context = sample.context ?? null;
  if (context === null) return null;
  const { previous: before, original: base } = sample;
  const previous = before && (await leftBy(before.files, before.version));
  const original = base && (await leftBy(base.files, base.version));
  const own = base && (await leftBy(sample.files, context.release.version));
  const share = own && original ? copiedShare(own.facts, original.facts) : 0;
  return {
    ...context,
    ...(previous && { previous }),
    ...(base && original && isCopy(share) && { original: { ...original, name: base.name, share } }),
  };
}

async function leftBy(files: Sample['files'], version: string): Promise<PreviousRelease | undefined> {
  const { facts } = await analyzeSample({ name: version, files, expected: [] });
  return facts && { version, facts };
}

/** Runs the whole analysis over a sample, without a child and without an archive. */
export async function analyzeSample(sample: Sample): Promise<AnalysisResult> {
  const siblings: SiblingFile[] = [];
  for (const [filename, files] of Object.entries(sample.siblings ?? {})) {
    const { facts } = await analyzeSample({ name: filename, filename, files, expected: [] });
    if (facts) siblings.push({ filename, facts });
  }
  await using view = createMemoryView(sample.files);
  const context = await contextOf(sample);
  return analyzeArtifact(
    view,
    {
      ecosystem: Object.hasOwn(sample.files, 'package.json') ? 'npm' : 'pypi',
      filename: sample.filename ?? 'sample',
      context,
      siblings: mergeSiblings(siblings, sample.lateHours ?? null),
    },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => performance.now(),
      yara,
    },
  );
}

const WEAK: readonly string[] = ['info', 'low'];

/** Detectors of weak facts are held to those; of all others only what can decide is looked at. */
function isWeak(samples: Samples): boolean {
  return samples.malicious.every(({ expected }) => expected.every(({ severity }) => WEAK.includes(severity)));
}

function told(result: AnalysisResult, detector: string, weak: boolean): string[] {
  return result.findings
    .filter((finding) => finding.detector === detector && (weak || !WEAK.includes(finding.severity)))
    .map((f) => `${f.rule.slice(detector.length + 1)} ${f.location?.file}:${f.location?.line} ${f.severity}`)
    .sort();
}

/** The suite that every detector passes: each sample gives exactly the findings that it states. */
export function describeSamples(detector: string, samples: Samples): void {
  const weak = isWeak(samples);
  // Machines without the engine cannot see what YARA finds; the other detectors' samples need none of it.
  describe.skipIf(detector === 'yara' && yara === null)(`${detector}: malicious`, () => {
    test.each(samples.malicious.map((sample) => [sample.name, sample] as const))(
      '%s',
      async (_name, sample) => {
        const result = await analyzeSample(sample);

        expect(sample.expected.length).toBeGreaterThan(0);
        expect(told(result, detector, weak)).toEqual(
          sample.expected.map((e) => `${e.rule} ${e.file}:${e.line} ${e.severity}`).sort(),
        );
        expect(result.judgement.complete).toBe(sample.complete ?? true);
      },
    );
  });
  describe(`${detector}: benign`, () => {
    test.each(samples.benign.map((sample) => [sample.name, sample] as const))('%s', async (_name, sample) => {
      const result = await analyzeSample(sample);

      expect(told(result, detector, weak)).toEqual([]);
      expect(result.judgement.verdict).toBe('benign');
    });
  });
}
