import type { NameConfusion } from '@weir/intel';
import type { Finding, ReleaseFacts, Severity, Stage } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import { contextFinding } from '../finding.ts';
import { holdsItsName, packageAgeHours } from '../lib/age.ts';
import { isRoutineHook } from '../lib/hooks.ts';
import { confusionOf } from '../lib/near-name.ts';
import { codeBytes } from '../lib/python-files.ts';
import { releaseFile } from '../lib/release-file.ts';

const ID = 'name-confusion';
/** A name that was just taken: up to three versions within a month. */
const NEW_HOURS = 30 * 24;
const NEW_VERSIONS = 3;
/** Less source text than this, in characters, does nothing of its own. */
const CODE_CHARS_MIN = 200;

interface Grade {
  readonly severity: Severity;
  readonly confidence: number;
  readonly stage: Stage;
  /** True for a name that is held and used for nothing. */
  readonly squat: boolean;
}

function isNew(facts: ReleaseFacts): boolean {
  const ageHours = packageAgeHours(facts);
  const isFew = facts.versionCount !== null && facts.versionCount <= NEW_VERSIONS;
  return isFew && ageHours !== null && ageHours <= NEW_HOURS;
}

function hasHook(input: DetectorInput): boolean {
  return input.hooks.some(({ stage, text }) => stage === 'install' && !isRoutineHook(text));
}

/** What a source distribution's setup script does besides declaring, or a wheel at Python's start. */
function actsAtInstall({ units }: DetectorInput): boolean {
  return units.some(
    ({ stage, facts }) =>
      stage === 'install' && facts.capabilities.some((id) => /^(?:process\.spawn|net\.\w+|eval)$/.test(id)),
  );
}

function codeChars(input: DetectorInput): number {
  if (input.distribution) return codeBytes(input);
  return input.units
    .filter(({ layer }) => layer === null)
    .reduce((sum, { source }) => sum + source.text.length, 0);
}

/**
 * A name alone says little: most near names are honest, and most squats are empty (ConfuGuard's best rate of false
 * alarms is 28 %, detection.md A12). What it says grows with what the package does by itself.
 */
function gradeOf(input: DetectorInput, facts: ReleaseFacts, { likeness }: NameConfusion): Grade | null {
  const quiet = { severity: 'info', confidence: 0.6, stage: 'use', squat: false } as const;
  if (!isNew(facts)) return likeness === 'typo' ? quiet : null;
  const isTypo = likeness === 'typo';
  if (input.distribution ? actsAtInstall(input) : hasHook(input))
    return { severity: isTypo ? 'medium' : 'low', confidence: 0.85, stage: 'install', squat: false };
  const squat = codeChars(input) < CODE_CHARS_MIN;
  if (!isTypo) return { ...quiet, squat };
  return { severity: squat ? 'medium' : 'low', confidence: squat ? 0.7 : 0.6, stage: 'use', squat };
}

/** Names that people type, or take, for those of popular packages. */
export const nameConfusion: Detector = {
  id: ID,
  title: 'Names that can be taken for popular ones',
  rules: [
    {
      id: 'typo',
      severityMax: 'medium',
      describes:
        'The name is one slip away from a popular one; medium for a new package that runs something at install, or has no code (`squat`).',
    },
    {
      id: 'lookalike',
      severityMax: 'low',
      describes:
        'The name promises a popular package (added words, another order, scope or registry); low for a new package that runs something at install.',
    },
  ],
  detect(input): Finding[] {
    const { context } = input;
    if (!context?.facts || holdsItsName(context.facts)) return [];
    const { name } = context.release;
    const confusion = confusionOf(context.release);
    const grade = confusion && gradeOf(input, context.facts, confusion);
    if (!confusion || !grade) return [];
    const { severity, confidence, stage, squat } = grade;
    const says = input.distribution?.metadata?.says ?? null;
    const line = says?.nameLine ?? 1;
    const quoted = says === null ? `"name": "${name}"` : `Name: ${says.name ?? name}`;
    return [
      contextFinding(
        ID,
        line,
        quoted,
        {
          rule: confusion.likeness,
          severity,
          confidence,
          stage,
          ...(squat ? { class: 'squat' } : {}),
          summary: `${name} can be taken for ${confusion.target} (${confusion.kind}), number ${confusion.rank} of the most downloaded`,
          chain: [`${name} ~ ${confusion.target}`, confusion.kind],
        },
        releaseFile(input),
      ),
    ];
  },
};
