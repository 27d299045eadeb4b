import type { YaraMetaValue } from '@weir/code';
import { CLASSES, type Class, type Severity, STAGES, type Stage, severitySchema } from '@weir/model';

/** What a rule says of itself, with defaults for what a user's rule leaves out. */
export interface YaraRuleMeta {
  readonly description: string;
  readonly severity: Severity;
  /** 0 to 1. */
  readonly confidence: number;
  readonly class: Class | null;
  /** Stages in which a hit counts; elsewhere it says nothing. */
  readonly stages: readonly Stage[];
}

/** A rule that says nothing of itself is one that somebody wrote for a reason: one alone is not yet suspicious. */
const SEVERITY_DEFAULT: Severity = 'medium';
const CONFIDENCE_DEFAULT = 0.6;

function text(value: YaraMetaValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function confidenceOf(value: YaraMetaValue | undefined): number {
  if (typeof value !== 'number' || value < 0) return CONFIDENCE_DEFAULT;
  // YARA's meta has no fractions: 70 means 0.7.
  return Math.min(1, value > 1 ? value / 100 : value);
}

/** Reads the meta of a rule; what is missing or no value of ours takes its default. Pure. */
export function readRuleMeta(meta: Readonly<Record<string, YaraMetaValue>>): YaraRuleMeta {
  const severity = severitySchema.safeParse(text(meta.severity).toLowerCase());
  const words = text(meta.stage).split(/[\s,]+/);
  const stages = STAGES.filter((stage) => words.includes(stage));
  return {
    description: text(meta.description).slice(0, 400),
    severity: severity.success ? severity.data : SEVERITY_DEFAULT,
    confidence: confidenceOf(meta.confidence),
    class: CLASSES.find((name) => name === meta.class) ?? null,
    stages: stages.length === 0 ? STAGES : stages,
  };
}
