import { newDependencies } from '@weir/detectors';
import type { DependencyFacts, RegistryFeed, ReleaseFacts } from '@weir/model';

/** Documents that one scan asks for besides its own; what is left out stays unknown. */
const ASKED_MAX = 5;

/**
 * Asks the registries about dependencies that an update is the first of its package to bring. Of a first release
 * nothing is asked: all its dependencies are new. A document that cannot be read leaves its package unknown.
 * Throws only the signal's reason.
 */
export async function askDependencies(
  facts: ReleaseFacts,
  feedFor: (name: string) => Pick<RegistryFeed, 'resolveOne'>,
  signal: AbortSignal,
): Promise<readonly DependencyFacts[]> {
  if (facts.previousVersion === null) return [];
  const wanted = newDependencies(facts).slice(0, ASKED_MAX);
  return Promise.all(
    wanted.map(async ({ name }): Promise<DependencyFacts> => {
      const unknown = { name, createdAt: null, maintainers: null, judged: null };
      try {
        const found = await feedFor(name).resolveOne(name, null, 'live', signal);
        if (found.kind === 'absent') return unknown;
        const { packageCreatedAt, maintainers } = found.release.facts;
        const names = maintainers.map((maintainer) => maintainer.name);
        return { ...unknown, createdAt: packageCreatedAt, maintainers: names.length > 0 ? names : null };
      } catch {
        signal.throwIfAborted();
        return unknown;
      }
    }),
  );
}
