import type { Finding, Indicator } from '@weir/model';
import type { Detector } from '../contract.ts';
import { contextFinding, indicatorsOfTargets, unitFinding } from '../finding.ts';
import { type Beyond, beyond, type Place } from '../lib/delta/beyond.ts';
import { type Update, updateOf } from './update.ts';

const ID = 'capability-delta';
/** Places that the chain of a finding lists. */
const PLACES_MAX = 8;
type Grade = Pick<Finding, 'severity' | 'confidence'>;
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

/** How a rule speaks of what is new. */
interface Telling<T> {
  readonly rule: string;
  /** Few minor releases bring it. */
  readonly isRare: boolean;
  readonly say: (what: T) => string;
  readonly indicators: (what: T) => Indicator[];
}

function told<T>(
  places: readonly Place<T>[],
  update: Update,
  { rule, isRare, say, indicators }: Telling<T>,
): Finding[] {
  const { step, before, changes } = update;
  const [first] = places;
  if (first === undefined) return [];
  const listed = places.slice(0, PLACES_MAX).map(({ what, unit, offset }) => {
    return `${say(what)}: ${unit.file}:${unit.source.lineAt(offset)}`;
  });
  const finding = unitFinding(ID, first.unit, first, {
    rule,
    ...gradeOf(update, isRare),
    summary: `this ${step} release ${places
      .slice(0, PLACES_MAX)
      .map(({ what }) => say(what))
      .join(', ')}, which ${before.version} did nowhere`,
    chain: [...listed, ...changes],
    indicators: places.flatMap(({ what }) => indicators(what)),
  });
  // It is the release that this speaks of: the same bytes under another number, or as a first release, are none.
  return [{ ...finding, basis: 'context' }];
}

/** Install scripts of a package that had none: of 1,853 updates of popular packages not one has them (docs/evaluation.md). */
function toldHooks(hooks: Beyond['hooks'], update: Update): Finding[] {
  const { before, step, changes } = update;
  return hooks.map(({ hook, command, line }) =>
    contextFinding(ID, line, command, {
      rule: 'hook',
      ...gradeOf(update, true),
      summary: `this ${step} release runs code when it is installed (${hook}), which ${before.version} did not`,
      chain: [`${hook}: ${command}`, ...changes],
    }),
  );
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
    const { abilities, hosts, hooks } = beyond(input, update.before.facts);
    return [
      ...toldHooks(hooks, update),
      ...told(abilities, update, {
        rule: 'ability',
        isRare: true,
        say: ({ does }) => does,
        indicators: () => [],
      }),
      ...told(hosts, update, {
        rule: 'destination',
        isRare: false,
        say: ({ host }) => `asks ${host}`,
        indicators: ({ host }) => indicatorsOfTargets([{ text: host, kind: 'host' }]),
      }),
    ];
  },
};
