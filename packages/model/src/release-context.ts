import type { ReleaseFacts } from './facts.ts';
import type { ReleaseRef } from './release.ts';

/** How long the registry has had a package that a release depends on. */
export interface DependencyAge {
  readonly name: string;
  /** ISO time at which the package first appeared; null when nobody here knows: unknown is not young. */
  readonly createdAt: string | null;
}

/** What is known of a release besides its bytes: context findings rest on it. */
export interface ReleaseContext {
  readonly release: ReleaseRef;
  /** What the registry said; null when it was not asked. */
  readonly facts: ReleaseFacts | null;
  /** Ages of dependencies that the previous release did not have; empty when unknown. */
  readonly dependencies: readonly DependencyAge[];
}
