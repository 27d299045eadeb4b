import type { Finding } from '@weir/model';
import { contextFinding, indicatorsOfTargets, unitFinding } from '../../finding.ts';
import type { Beyond, Place } from './beyond.ts';

/** Places that the chain of a finding lists. */
const PLACES_MAX = 8;

/** How bad something is, and how sure that is. */
export type Grade = Pick<Finding, 'severity' | 'confidence'>;

/** How a detector speaks of what a release does beyond another one. */
export interface Telling {
  readonly detector: string;
  readonly grades: Readonly<Record<'ability' | 'hook' | 'destination', Grade>>;
  /** The summary of what is done, such as `opens connections, starts programs`. */
  readonly does: (what: string) => string;
  /** The summary of an install script, by the hook that starts it. */
  readonly installs: (hook: string) => string;
  /** What is listed behind the places of each finding. */
  readonly also: readonly string[];
}

function tellPlaces<T>(
  places: readonly Place<T>[],
  rule: 'ability' | 'destination',
  say: (what: T) => string,
  indicators: Finding['indicators'],
  { detector, grades, does, also }: Telling,
): Finding[] {
  const [first] = places;
  if (first === undefined) return [];
  const listed = places.slice(0, PLACES_MAX);
  const finding = unitFinding(detector, first.unit, first, {
    rule,
    ...grades[rule],
    summary: does(listed.map(({ what }) => say(what)).join(', ')),
    chain: [
      ...listed.map(({ what, unit, offset }) => `${say(what)}: ${unit.file}:${unit.source.lineAt(offset)}`),
      ...also,
    ],
    indicators,
  });
  // It is the release that this speaks of: the same bytes under another name or number are none.
  return [{ ...finding, basis: 'context' }];
}

/** Findings of the rules `hook`, `ability` and `destination` on what a release does beyond another one, in this order. */
export function tellBeyond({ abilities, hosts, hooks }: Beyond, telling: Telling): Finding[] {
  const { detector, grades, installs, also } = telling;
  const targets = hosts.map(({ what: { host } }) => ({ text: host, kind: 'host' }) as const);
  return [
    ...hooks.map(({ hook, command, line }) =>
      contextFinding(detector, line, command, {
        rule: 'hook',
        ...grades.hook,
        summary: installs(hook),
        chain: [`${hook}: ${command}`, ...also],
      }),
    ),
    ...tellPlaces(abilities, 'ability', ({ does }) => does, [], telling),
    ...tellPlaces(hosts, 'destination', ({ host }) => `asks ${host}`, indicatorsOfTargets(targets), telling),
  ];
}
