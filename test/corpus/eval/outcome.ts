import type { Finding, Judgement } from '@weir/model';
import type { CodeSketch } from './code-sketch.ts';
import type { Planted } from './plants.ts';
import type { Rework } from './rework.ts';

/** `blind`: the code is judged alone. `full`: names, container and size are there as well (`weir scan FILE`). */
export const MODES = ['blind', 'full'] as const;
export type Mode = (typeof MODES)[number];

/** What is kept of a finding: enough to judge again without a detector, and to tell a reader where it is. */
export type LeanFinding = Pick<
  Finding,
  'detector' | 'rule' | 'kind' | 'severity' | 'stage' | 'confidence' | 'class'
> & {
  readonly summary: string;
  readonly file: string | null;
  /** In the file itself: of a decoded layer, where it was decoded. */
  readonly line: number | null;
};

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
  /** What `Sample.fold` says. */
  readonly fold: number | null;
  readonly modes: readonly Mode[];
}

/** A benign distribution's bytes, as a package to hide in or to compare with. */
export type Other = Pick<ExamineTask, 'bytes' | 'name' | 'filename'>;

/** A task to judge an archive blind when its files were written anew. */
export interface ReworkTask extends Omit<ExamineTask, 'modes'> {
  readonly rework: Rework;
  readonly host: Other | null;
}

/** What became of it; `judged` is null where the rework cannot be done for certain. */
export interface Reworked {
  readonly judged: Judged | null;
  readonly planted: Planted | null;
}

/** A task to look how a finding's line lies to the lines that a benign original has not. */
export interface WitnessTask extends Omit<ExamineTask, 'modes'> {
  readonly original: Other;
  readonly file: string;
  readonly line: number;
}

/** What the original says of the line of a finding. */
export interface Witness {
  /** Lines from the finding's to the nearest that the original has not, in its file; null: the file has none. */
  readonly distance: number | null;
  /** Of the package's lines of Python, the share that the original has not: what any line would be by chance. */
  readonly changedShare: number;
}

/** A task to tell the facts that the model of likeness is fitted to. */
export interface FeaturesTask extends Omit<ExamineTask, 'modes'> {
  readonly features: true;
}

export type Task = ExamineTask | ReworkTask | WitnessTask | FeaturesTask;

export type ExamineAnswer =
  | { readonly id: number; readonly examined: Examined }
  | { readonly id: number; readonly reworked: Reworked }
  | { readonly id: number; readonly witness: Witness }
  /** As `kind:name`, sorted. */
  | { readonly id: number; readonly features: readonly string[] }
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
  /**
   * The fold whose model of likeness has not seen the sample, from 0 to 4; null for `dev`, which none has: the model
   * that is shipped judges it.
   */
  readonly fold: number | null;
  /** Archives that the sample stands for: those of its code cluster. */
  readonly weight: number;
  readonly traits: readonly string[];
  readonly load: () => Promise<Uint8Array>;
}
