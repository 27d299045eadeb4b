import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';

/** What the parent asks of a child: one artifact at a time. */
export interface ChildTask {
  readonly id: number;
  readonly request: AnalysisRequest;
  readonly rulesetVersion: string;
}

/** What a child answers. `failed` is an error that it could still report. */
export type ChildAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly result: ArtifactAnalysis }
  | { readonly kind: 'failed'; readonly id: number; readonly code: string; readonly message: string };
