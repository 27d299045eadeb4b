import type { Finding, Judgement } from '@weir/model';
import type { CodeSketch } from './code-sketch.ts';

/** `blind`: the code is judged alone. `full`: names, container and size are there as well (`weir scan FILE`). */
export const MODES = ['blind', 'full'] as const;
export type Mode = (typeof MODES)[number];

/** What is kept of a finding: enough to judge again without a detector, and to tell a reader where it is. */
export type LeanFinding = Pick<
  Finding,
  'detector' | 'rule' | 'kind' | 'severity' | 'stage' | 'confidence' | 'class'
> & { readonly summary: string; readonly file: string | null; readonly line: number | null };

/** One archive in one mode. */
export interface Judged {
  readonly judgement: Judgement;
  readonly findings: readonly LeanFinding[];
  /** Reasons for what was left unread, at most a few. */
  readonly skipped: readonly string[];
  /** Processor time of opening and analysing, in milliseconds. */
  readonly cpuMs: number;
}

/** What the child answers for one archive. */
export interface Examined {
  readonly modes: Partial<Record<Mode, Judged>>;
  readonly sketch: CodeSketch;
}

/** What the child is asked. The bytes never lie on a disk unpacked. */
export interface ExamineTask {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly modes: readonly Mode[];
}

export type ExamineAnswer =
  | { readonly id: number; readonly examined: Examined }
  | { readonly id: number; readonly failure: string };

/** An archive of one of the sets, with what the set's labels say of it. */
export interface Sample {
  readonly set: 'malicious' | 'benign';
  /** Shown to people: the corpus' file name, or the distribution's. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly sizeBytes: number;
  /** Near-identical code or one name; of benign packages each is its own. */
  readonly family: string;
  /** Archives that the sample stands for: those of its code cluster. */
  readonly weight: number;
  readonly traits: readonly string[];
  readonly load: () => Promise<Uint8Array>;
}
