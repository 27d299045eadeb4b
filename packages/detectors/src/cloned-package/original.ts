import type { ReleaseContext, ReleaseFacts } from '@weir/model';
import { holdsItsName } from '../lib/age.ts';
import { isAutomation } from '../lib/change-signals.ts';
import { confusionOf } from '../lib/near-name.ts';

/**
 * The popular package of the same registry that a release may be a copy of, by its name; null for none, for packages that
 * have held their names for long, and where no registry was asked.
 */
export function likelyOriginal({ release, facts }: Pick<ReleaseContext, 'release' | 'facts'>): string | null {
  if (facts === null || holdsItsName(facts)) return null;
  const confusion = confusionOf(release);
  if (confusion === null || confusion.kind === 'other-registry') return null;
  if (confusion.kind !== 'scope-typo') return confusion.target;
  // It is the scope that is taken for another; of the package's own name nothing changed.
  const [scope] = confusion.target.split('/');
  return `${scope}/${release.name.slice(release.name.indexOf('/') + 1)}`;
}

/** Who publishes a package, or may. Automation does so for everybody, and says nothing of who is behind it. */
function peopleOf({ publisher, maintainers }: Pick<ReleaseFacts, 'publisher' | 'maintainers'>): string[] {
  const names = [publisher, ...maintainers].flatMap((account) => account?.name ?? []);
  return names.filter((name) => !isAutomation(name));
}

/** Whether nobody who publishes a release, or may, is known to have a hand in another package. */
export function isByOthers(
  ours: Pick<ReleaseFacts, 'publisher' | 'maintainers'>,
  original: Pick<ReleaseFacts, 'publisher' | 'maintainers'>,
): boolean {
  const owners = new Set(peopleOf(original));
  return !peopleOf(ours).some((name) => owners.has(name));
}
