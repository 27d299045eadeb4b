import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import type { Tier } from './limits.ts';

/** What the parent asks of a child: one artifact at a time. */
export interface ChildTask {
  readonly id: number;
  readonly request: AnalysisRequest;
  readonly rulesetVersion: string;
  readonly tier: Tier;
  /** `linear`: after a killed analysis, the cheap pass in its place. */
  readonly pass: 'full' | 'linear';
}

/**
 * What a child answers. `failed` is an error that it could still report; `partial` is what stands when it is killed
 * before it is `done`.
 */
export type ChildAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'partial'; readonly id: number; readonly result: ArtifactAnalysis }
  | { readonly kind: 'done'; readonly id: number; readonly result: ArtifactAnalysis }
  | { readonly kind: 'failed'; readonly id: number; readonly code: string; readonly message: string };
