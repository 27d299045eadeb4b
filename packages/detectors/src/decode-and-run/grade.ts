import type { Flow } from '@weir/code';
import type { Severity } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { asksOwnServer } from '../lib/own-server.ts';
import { CALLED_CONFIDENCE, momentOf } from '../reach.ts';

/** A place in code. */
export interface Place {
  readonly offset: number;
  readonly live: boolean;
}

/** Severity of code that was hidden, by when it runs. */
export function severityAt(input: DetectorInput, unit: CodeUnit, place: Place): Severity {
  if (unit.stage === 'install') return 'high';
  if (unit.stage === 'dead') return 'low';
  return momentOf(input, unit, place) === 'import' ? 'high' : 'medium';
}

/** The answer of a server whose address the code spells is its author's word, whoever calls it and in which language. */
export function gradeOfRemote(input: DetectorInput, unit: CodeUnit, flow: Flow, confidence: number): Grade {
  const severity = severityAt(input, unit, flow);
  return severity === 'medium' && asksOwnServer(unit)
    ? { severity: 'high', confidence: Math.min(confidence, CALLED_CONFIDENCE) }
    : { severity, confidence };
}

/** How bad a finding is, and how sure. */
export interface Grade {
  readonly severity: Severity;
  readonly confidence: number;
}

/**
 * Severity and confidence of what no library has a reason for. In Python, a function that does so is as bad as a
 * module, and less sure: of 1,744 honest distributions none does.
 */
export function gradeAt(input: DetectorInput, unit: CodeUnit, place: Place, confidence: number): Grade {
  const severity = severityAt(input, unit, place);
  if (severity !== 'medium' || unit.language !== 'python') return { severity, confidence };
  return { severity: 'high', confidence: Math.min(confidence, CALLED_CONFIDENCE) };
}
