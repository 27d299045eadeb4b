import type { PreviousRelease, ReleaseContext, ReleaseFacts } from '@weir/model';
import type { DetectorInput } from '../contract.ts';
import { isEstablished, packageAgeHours } from '../lib/age.ts';
import { changeSignals } from '../lib/change-signals.ts';
import { ABILITIES } from '../lib/delta/abilities.ts';
import { type ReleaseStep, releaseStep } from '../lib/release-step.ts';

/** An update of which something can be said, against the release that it takes the place of. */
export interface Update {
  readonly before: PreviousRelease;
  readonly step: Exclude<ReleaseStep, 'major'>;
  /** The package is so old, and had so many releases, that its small updates are known to be small. */
  readonly hasPast: boolean;
  /** What changed about who publishes, in words. */
  readonly changes: readonly string[];
}

/** A first number that changes may change anything, and a package of a few days has no past to be held to. */
function smallStep(before: string, version: string, facts: ReleaseFacts | null): Update['step'] | null {
  const step = releaseStep(before, version);
  if (step === null || step === 'major') return null;
  return facts === null || isEstablished(facts) ? step : null;
}

/** Half a year, in hours, and five releases: in younger packages every number goes up with every feature. */
const PAST = { hours: 183 * 24, versions: 5 } as const;

function hasPast(facts: ReleaseFacts): boolean {
  return (facts.versionCount ?? 0) >= PAST.versions && (packageAgeHours(facts) ?? 0) >= PAST.hours;
}

/**
 * The update that a release is; null for what says nothing, and where the release before is not at hand. Which version
 * it is the registry says, or the manifest where no registry was asked.
 */
export function updateOf(input: DetectorInput): Update | null {
  const { context, manifest, previous: before } = input;
  const facts = context?.facts ?? null;
  const version = context === null ? manifest.version : context.release.version;
  if (!before || version === null) return null;
  const step = smallStep(before.version, version, facts);
  if (step === null) return null;
  const signals = facts?.previousVersion ? changeSignals(input, facts) : [];
  const changes = signals.filter(({ kind }) => kind !== 'new-hook').map(({ detail }) => detail);
  return { before, step, hasPast: facts === null || hasPast(facts), changes };
}

const TELLING: ReadonlySet<string> = new Set([
  'install.script',
  ...ABILITIES.flatMap(({ capabilities }) => capabilities),
]);

/**
 * Whether it may matter what the release before could do: true where it is known which one that was, an update of it
 * promises to change little, and this one can do something that not every package can.
 * @param capabilities of the release, as its analysis lists them.
 */
export function isWorthComparing(
  { release, facts }: ReleaseContext,
  capabilities: readonly string[],
): boolean {
  const before = facts?.predecessor?.version;
  if (before === undefined || smallStep(before, release.version, facts) === null) return false;
  return capabilities.some((capability) => TELLING.has(capability));
}
