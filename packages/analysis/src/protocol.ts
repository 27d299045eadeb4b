import type { YaraSource } from '@weir/detectors';
import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import type { Tier } from './limits.ts';

/** What a child is told before its first task when there is something to tell. */
export interface ChildSetup {
  readonly kind: 'setup';
  /** The user's YARA rules, which were checked. */
  readonly yaraRules: readonly YaraSource[];
}

/** What the parent asks of a child: one artifact at a time. */
export interface ChildTask {
  readonly id: number;
  readonly request: AnalysisRequest;
  readonly rulesetVersion: string;
  readonly tier: Tier;
  /** `linear`: after a killed analysis, the cheap pass in its place. */
  readonly pass: 'full' | 'linear';
  /** The facts of the package's last release, if there is such a file yet; null: none are kept. */
  readonly factsPath: string | null;
}

/**
 * What a child answers. `failed` is an error that it could still report; `partial` is what stands when it is killed
 * before it is `done`.
 */
export type ChildAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'partial'; readonly id: number; readonly result: ArtifactAnalysis }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly result: ArtifactAnalysis;
      /** The facts of this release, where they are kept and some are new. Opaque to the parent. */
      readonly facts: Uint8Array | null;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly code: string; readonly message: string };
