import type { OriginalRelease, PreviousRelease } from './compact-facts.ts';
import type { ReleaseFacts } from './facts.ts';
import type { ReleaseRef } from './release.ts';

/** What is known of a package that a release depends on and the one before did not. Null is unknown, never young. */
export interface DependencyFacts {
  readonly name: string;
  /** ISO time at which the package first appeared. */
  readonly createdAt: string | null;
  /** Accounts that may publish it, as last seen. */
  readonly maintainers: readonly string[] | null;
  /** The standing verdict on the version that installing the release brings, when it is above benign. */
  readonly judged: { readonly purl: string; readonly verdict: 'suspicious' | 'malicious' } | null;
}

/** What is known of a release besides its bytes: context findings rest on it. */
export interface ReleaseContext {
  readonly release: ReleaseRef;
  /** What the registry said; null when it was not asked. */
  readonly facts: ReleaseFacts | null;
  /** Dependencies that the previous release did not have; of a first release all. Empty when unknown. */
  readonly dependencies: readonly DependencyFacts[];
  /** What the release before left; null or absent when there is none, or none that was analysed: unknown. */
  readonly previous?: PreviousRelease | null;
  /** What somebody else's popular package has that this one is a copy of; null or absent when none is known. */
  readonly original?: OriginalRelease | null;
}
