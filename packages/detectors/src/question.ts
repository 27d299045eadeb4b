import type { CodeUnit } from './contract.ts';

/** What of a unit does not change with the package around it: its stage, its place and other files are out of sight. */
export interface UnitContent {
  readonly text: string;
  readonly facts: CodeUnit['facts'];
}

/**
 * What a detector asks of each unit's own content before it looks at anything else. The same text under the same rules
 * has the same answer, so that answers are kept beside the facts: of a release in which one file changed, the others
 * are not searched again. An answer is plain data (structured clone); `id` is the detector's, one for each question.
 */
export interface Question<Answer> {
  readonly id: string;
  readonly answer: (content: UnitContent) => Answer;
}

/** Answers that are known of one unit, by the questions' ids. */
export interface Answers {
  /** `undefined` when the question was never asked. */
  get(id: string): unknown;
  set(id: string, answer: unknown): void;
}

/** The answer of a unit, remembered. */
export function ask<Answer>(unit: CodeUnit, { id, answer }: Question<Answer>): Answer {
  const known = unit.answers.get(id) as Answer | undefined;
  if (known !== undefined) return known;
  const found = answer({ text: unit.source.text, facts: unit.facts });
  unit.answers.set(id, found);
  return found;
}
