import type { Detector } from '../contract.ts';
import { beyond } from '../lib/delta/beyond.ts';
import { type Grade, tellBeyond } from '../lib/delta/telling.ts';
import { type Update, updateOf } from './update.ts';

const ID = 'capability-delta';
/**
 * `decides` does so alone where code runs by itself, `adds` beside something else. `grave` makes no release malicious with
 * a new host to ask: an honest successor may well bring both (packages/scoring).
 */
const GRADES = {
  grave: { severity: 'high', confidence: 0.65 },
  decides: { severity: 'high', confidence: 0.55 },
  adds: { severity: 'medium', confidence: 1 },
} as const satisfies Record<string, Grade>;

/**
 * How bad something new is. In a package with a past it decides where it is rare: anything in a patch release, and in a
 * minor one, where new features belong, all but another host to ask. That somebody else publishes, or with less proof,
 * makes it worse.
 */
function gradeOf({ step, hasPast, changes }: Update, isRare: boolean): Grade {
  const decides = hasPast && (step === 'patch' || isRare);
  if (changes.length > 0) return decides ? GRADES.grave : GRADES.decides;
  return decides ? GRADES.decides : GRADES.adds;
}

/** What an update can do that the release before it could not: a payload in a package that people trust. */
export const capabilityDelta: Detector = {
  id: ID,
  title: 'An update that can do what the release before could not',
  rules: [
    {
      id: 'ability',
      severityMax: 'high',
      describes:
        'A small update (patch or minor) of an established package opens connections, starts programs or runs text as code, which no reached code of the release that it takes the place of did; medium for a package of half a year or few releases, unless somebody else publishes.',
    },
    {
      id: 'hook',
      severityMax: 'high',
      describes:
        'A small update of an established package has an install script that is no routine, and the release that it takes the place of had none; medium for a package of half a year or few releases, unless somebody else publishes.',
    },
    {
      id: 'destination',
      severityMax: 'high',
      describes:
        'A small update of an established package sends requests to an address that it spells, of an owner whom neither the release before nor the manifest names; medium in a minor one, and for a package of half a year or few releases, unless somebody else publishes.',
    },
  ],
  detect(input) {
    const update = updateOf(input);
    if (update === null) return [];
    const { step, before, changes } = update;
    return tellBeyond(beyond(input, before.facts), {
      detector: ID,
      grades: {
        ability: gradeOf(update, true),
        // Of 1,853 updates of popular packages not one newly has an install script (docs/evaluation.md).
        hook: gradeOf(update, true),
        destination: gradeOf(update, false),
      },
      does: (what) => `this ${step} release ${what}, which ${before.version} did nowhere`,
      installs: (hook) =>
        `this ${step} release runs code when it is installed (${hook}), which ${before.version} did not`,
      also: changes,
    });
  },
};
