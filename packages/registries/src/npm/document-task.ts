import type { ResolvedPackage, ResolvedRelease, ResolveOptions } from '@weir/model';
import { type FetchedDocument, readDocument } from './document-reader.ts';
import { pickVersion } from './pick-version.ts';
import { type ReadOptions, readerOf, releaseOf, resolveDocument } from './resolve.ts';

/** What is wanted of a document: the whole package, or one release by version, dist-tag or range (null: `latest`). */
export type DocumentTask =
  | {
      readonly kind: 'package';
      readonly options: Pick<ResolveOptions, 'known' | 'seedBefore'> & ReadOptions;
    }
  | { readonly kind: 'one'; readonly wanted: string | null; readonly options: ReadOptions };

/** A package without its document's bytes, which whoever fetched them has. */
type PackageAnswer = Omit<Extract<ResolvedPackage, { kind: 'present' }>, 'document'>;

/** One version of a package, looked up by name; `absent` when it has no such version. */
export type PickAnswer =
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'present'; readonly release: ResolvedRelease };

/** The answer to a task. */
export type AnswerTo<T extends DocumentTask> = T extends { kind: 'package' } ? PackageAnswer : PickAnswer;

/** Bytes of a document that was served, with the answer's headers. */
export type DocumentBytes = Pick<Extract<FetchedDocument, { kind: 'present' }>, 'bytes' | 'headers'>;

/** Reads a document and does a task on it. Blocks as `readDocument` does, and throws what it throws. */
export function answerTask<T extends DocumentTask>(name: string, from: DocumentBytes, task: T): AnswerTo<T> {
  const { document, served } = readDocument(name, from);
  const answer = (): PackageAnswer | PickAnswer => {
    if (task.kind === 'package') return resolveDocument(name, document, from.bytes, served, task.options);
    const version = pickVersion(document, task.wanted);
    if (version === null) {
      const reason = `${name} has no version ${JSON.stringify(task.wanted ?? 'latest')}`;
      return { kind: 'absent', reason };
    }
    const factsOf = readerOf(document, name, served, task.options);
    return { kind: 'present', release: releaseOf(document, name, version, factsOf, task.options).release };
  };
  return answer() as AnswerTo<T>;
}
