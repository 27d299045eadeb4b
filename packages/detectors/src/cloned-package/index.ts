import { findNameConfusion } from '@weir/intel';
import type { Finding, Indicator, OriginalRelease } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import { contextFinding, indicatorsOfTargets, unitFinding } from '../finding.ts';
import { beyond, type Place } from '../lib/delta/beyond.ts';
import { releaseFile } from '../lib/release-file.ts';

const ID = 'cloned-package';
/** Places that the chain of a finding lists. */
const PLACES_MAX = 8;

type Grade = Pick<Finding, 'severity' | 'confidence'>;
/** `decides` does so alone where code runs by itself, `adds` beside something else. */
const GRADES = {
  decides: { severity: 'high', confidence: 0.6 },
  adds: { severity: 'medium', confidence: 0.8 },
} as const satisfies Record<string, Grade>;

/**
 * A copy under a name that people type by mistake has no honest use for more than the original does. Names that promise
 * as much are those of forks, too: of 28 honest copies of that kind two newly start programs or run text as code
 * (docs/evaluation.md, "Copies").
 */
function isSlip({ context }: DetectorInput): boolean {
  const ecosystem = context?.release.ecosystem;
  if (ecosystem !== 'npm' && ecosystem !== 'pypi') return false;
  return findNameConfusion(ecosystem, context?.release.name ?? '')?.likeness === 'typo';
}

function nameOf({ name, version, share }: OriginalRelease): string {
  return `${Math.floor(share * 100)} % of the code of ${name} ${version}, by somebody else`;
}

/** How a rule speaks of what a copy does beyond its original. */
interface Telling<T> {
  readonly rule: string;
  readonly grade: Grade;
  readonly say: (what: T) => string;
  readonly indicators: (what: T) => Indicator[];
}

function told<T>(
  places: readonly Place<T>[],
  original: OriginalRelease,
  { rule, grade, say, indicators }: Telling<T>,
): Finding[] {
  const [first] = places;
  if (first === undefined) return [];
  const listed = places.slice(0, PLACES_MAX);
  const finding = unitFinding(ID, first.unit, first, {
    rule,
    ...grade,
    summary: `holds ${nameOf(original)}, and ${listed.map(({ what }) => say(what)).join(', ')}, which that does nowhere`,
    chain: listed.map(({ what, unit, offset }) => `${say(what)}: ${unit.file}:${unit.source.lineAt(offset)}`),
    indicators: places.flatMap(({ what }) => indicators(what)),
  });
  // It is the package that this speaks of: the same bytes under the original's own name are none.
  return [{ ...finding, basis: 'context' }];
}

/** Copies of popular packages that do more than what they are copies of. */
export const clonedPackage: Detector = {
  id: ID,
  title: 'A copy of a popular package that does more than the original',
  rules: [
    {
      id: 'ability',
      severityMax: 'high',
      describes:
        'A young package holds half or more of the code of a popular one whose name is near, is nobody of its owners, and opens connections, starts programs or runs text as code, which the original does nowhere; medium where the name is no slip of the original’s but promises it.',
    },
    {
      id: 'hook',
      severityMax: 'high',
      describes:
        'Such a copy has an install script that is no routine, and the package that it is a copy of has none; medium as before.',
    },
    {
      id: 'destination',
      severityMax: 'high',
      describes:
        'Such a copy sends requests to an address that it spells, of an owner whom neither the original nor the manifest names; medium as before.',
    },
    {
      id: 'copy',
      severityMax: 'low',
      describes:
        'A young package holds half or more of the code of a popular one whose name is near, and is nobody of its owners: said for what else is found, and for those who look for squats.',
    },
  ],
  detect(input) {
    const { original, release } = input.context ?? {};
    if (!original || !release) return [];
    const { abilities, hosts, hooks } = beyond(input, original.facts);
    const { name } = release;
    const isTypo = isSlip(input);
    const grade = GRADES[isTypo ? 'decides' : 'adds'];
    return [
      contextFinding(
        ID,
        1,
        name,
        {
          rule: 'copy',
          severity: isTypo ? 'low' : 'info',
          confidence: 0.9,
          summary: `holds ${nameOf(original)}, whose name is near`,
          chain: [`${name} ~ ${original.name}`],
        },
        releaseFile(input),
      ),
      ...hooks.map(({ hook, command, line }) =>
        contextFinding(ID, line, command, {
          rule: 'hook',
          ...grade,
          summary: `holds ${nameOf(original)}, and runs code when it is installed (${hook}), which that does not`,
          chain: [`${hook}: ${command}`],
        }),
      ),
      ...told(abilities, original, {
        rule: 'ability',
        grade,
        say: ({ does }) => does,
        indicators: () => [],
      }),
      ...told(hosts, original, {
        rule: 'destination',
        grade,
        say: ({ host }) => `asks ${host}`,
        indicators: ({ host }) => indicatorsOfTargets([{ text: host, kind: 'host' }]),
      }),
    ];
  },
};
