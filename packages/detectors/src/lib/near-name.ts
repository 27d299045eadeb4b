import { findNameConfusion, type NameConfusion } from '@weir/intel';
import type { ReleaseRef } from '@weir/model';

/** The popular package that a release's name can be taken for; null for none, and where no names are known to be popular. */
export function confusionOf({
  ecosystem,
  name,
}: Pick<ReleaseRef, 'ecosystem' | 'name'>): NameConfusion | null {
  return ecosystem === 'npm' || ecosystem === 'pypi' ? findNameConfusion(ecosystem, name) : null;
}
