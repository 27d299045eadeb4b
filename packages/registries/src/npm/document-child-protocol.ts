import type { ResolvedRelease } from '@weir/model';
import type { DocumentTask, PickAnswer } from './document-task.ts';

/** What a document child is told over IPC; the document itself comes through its standard input. */
export interface ChildOrder {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly task: DocumentTask;
}

/** What it answers: one `answer`, `releases` in portions that do not hold up the reader, then `end`; or `failed`. */
export type ChildMessage =
  /** A package comes without its releases, which follow. */
  | { readonly kind: 'answer'; readonly answer: PickAnswer | object }
  | { readonly kind: 'releases'; readonly releases: readonly ResolvedRelease[] }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly retriable: boolean;
      readonly fields: Readonly<Record<string, unknown>>;
    };
