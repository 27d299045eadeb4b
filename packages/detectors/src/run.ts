import { describeError, type Finding, safeText } from '@weir/model';
import type { Detector, DetectorInput } from './contract.ts';
import { withoutEchoes } from './echoes.ts';

/** What a run of all detectors gave. `failed` names detectors that threw or ran out of time: the verdict is then incomplete. */
export interface DetectorRun {
  readonly findings: readonly Finding[];
  readonly failed: readonly string[];
}

function errorFinding(detector: Detector, rule: 'crashed' | 'timed-out', detail: string): Finding {
  return {
    detector: 'detector-error',
    rule: `detector-error/${rule}`,
    kind: 'threat',
    basis: 'content',
    severity: 'low',
    stage: 'dead',
    confidence: 1,
    class: null,
    summary: safeText(
      `the detector ${detector.id} ${rule === 'crashed' ? 'failed' : 'ran out of time'}: ${detail}`,
      500,
    ),
    location: null,
    snippet: null,
    indicators: [],
    chain: [],
  };
}

/**
 * Runs each detector in its own try and time budget; what one that ran out of time had found is kept.
 * @param now milliseconds on any steady clock.
 * @param timeMsMax budget of one detector.
 */
export function runDetectors(
  detectors: readonly Detector[],
  input: DetectorInput,
  now: () => number,
  timeMsMax: number,
): DetectorRun {
  const findings: Finding[] = [];
  const failed: string[] = [];
  for (const detector of detectors) {
    const until = now() + timeMsMax;
    let expired = false;
    try {
      const told = detector.detect(input, () => {
        expired ||= now() > until;
        return expired;
      });
      findings.push(...withoutEchoes(told));
      if (expired) {
        failed.push(detector.id);
        findings.push(errorFinding(detector, 'timed-out', `budget ${timeMsMax} ms`));
      }
    } catch (error) {
      failed.push(detector.id);
      findings.push(errorFinding(detector, 'crashed', describeError(error, 300)));
    }
  }
  return { findings, failed };
}
