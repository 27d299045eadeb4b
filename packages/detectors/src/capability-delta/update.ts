import { createHash } from 'node:crypto';
import type { CompactFacts, ReleaseContext } from '@weir/model';
import type { CodeUnit } from '../contract.ts';
import { isEstablished } from '../lib/age.ts';
import { type ReleaseStep, releaseStep } from '../lib/release-step.ts';
import { ABILITIES } from './abilities.ts';

/** An update of which something can be said, against the release that it takes the place of. */
export interface Update {
  readonly before: { readonly version: string; readonly facts: CompactFacts };
  readonly step: Exclude<ReleaseStep, 'major'>;
}

/** A first number that changes may change anything, and a package of a few days has no past to be held to. */
function smallStep({ release, facts }: ReleaseContext, before: string): Update['step'] | null {
  const step = releaseStep(before, release.version);
  if (step === null || step === 'major') return null;
  return facts === null || isEstablished(facts) ? step : null;
}

/** The update that a release is; null for what says nothing, and where the release before is not at hand. */
export function updateOf(context: ReleaseContext | null): Update | null {
  const before = context?.previous ?? null;
  const step = context === null || before === null ? null : smallStep(context, before.version);
  return before === null || step === null ? null : { before, step };
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
export function isWorthComparing(context: ReleaseContext, capabilities: readonly string[]): boolean {
  const before = context.facts?.predecessor?.version;
  if (before === undefined || smallStep(context, before) === null) return false;
  return capabilities.some((capability) => TELLING.has(capability));
}

/** Tells whether the file that a unit is of stood in the release before with the same bytes: nothing in it is new. */
export function createUnchanged({ files }: CompactFacts): (unit: CodeUnit) => boolean {
  const before = new Set(files.map(({ sha256 }) => sha256));
  return function isUnchanged(unit) {
    let file = unit;
    while (file.origin !== null) file = file.origin.parent;
    return before.has(createHash('sha256').update(file.source.text).digest('hex'));
  };
}
