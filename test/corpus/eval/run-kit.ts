/** Runs as the evaluation's tests need them: made up, of no archive. */
import type { Level, Verdict } from '@weir/model';
import type { LeanFinding, Sample } from './outcome.ts';
import type { Run } from './run-samples.ts';

export interface GivenRun {
  readonly set: Sample['set'];
  readonly family: string;
  readonly verdict: Verdict;
  readonly score: number;
  readonly codeFree?: boolean;
  readonly traits?: readonly string[];
  readonly findings?: readonly LeanFinding[];
  readonly level?: Level;
}

/** A run of an archive that was judged blind. */
export function madeUpRun(given: GivenRun): Run {
  const { set, family, verdict, score, codeFree = false, traits = [], findings = [], level = 'low' } = given;
  const judgement = {
    verdict,
    score,
    level,
    complete: true,
    class: null,
    stage: null,
    scoringVersion: 'test',
  } as const;
  return {
    sample: {
      set,
      id: family,
      name: family,
      version: '1',
      filename: 'a.tar.gz',
      sizeBytes: 1_000,
      family,
      fold: null,
      weight: 1,
      traits,
      load: () => Promise.resolve(new Uint8Array()),
    },
    examined: {
      modes: { blind: { judgement, findings, skipped: [], cpuMs: 10 } },
      sketch: { shingles: [], lines: [], codeFree, hasPth: false },
    },
    failure: null,
  };
}

/** A finding that speaks for an attack at install. */
export function threat(detector: string, severity: LeanFinding['severity']): LeanFinding {
  return {
    detector,
    rule: `${detector}/rule`,
    kind: 'threat',
    severity,
    stage: 'install',
    confidence: 1,
    class: null,
    summary: 'something is done',
    file: 'setup.py',
    line: 1,
  };
}
