import { createHash } from 'node:crypto';
import { type CompactFacts, STAGES } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../../contract.ts';
import { INSTALL_HOOKS, tellingHooks } from '../hooks.ts';
import { type Ability, abilitiesBefore, abilitiesOf } from './abilities.ts';
import { type Destination, knownOwners, newDestinations } from './destinations.ts';

/** Something that a release does beyond another one, and the code that shows it. */
export interface Place<T> {
  readonly what: T;
  readonly unit: CodeUnit;
  readonly offset: number;
  readonly endOffset?: number;
}

/** What a release does beyond another one that it is held against. */
export interface Beyond {
  /** Each new ability at the first call that shows it, what runs first in front. */
  readonly abilities: readonly Place<Ability>[];
  /** Each host that is asked and was named nowhere in the other one. Of a list of hosts that was cut nothing is new. */
  readonly hosts: readonly Place<Destination>[];
  /** Install scripts, where the other one had none: with the command and its 1-based line in package.json. */
  readonly hooks: readonly { readonly hook: string; readonly command: string; readonly line: number }[];
}

const HOOKS: readonly string[] = INSTALL_HOOKS;

/** Units that anything reaches, what runs first in front. */
function reached(units: readonly CodeUnit[]): CodeUnit[] {
  return STAGES.flatMap((stage) =>
    stage === 'dead' ? [] : units.filter((unit) => unit.stage === stage && unit.piece !== true),
  );
}

/**
 * Whether the file that a unit is of was reached in the other release with the same bytes: nothing in it is new, even if
 * an older engine did not see all of it. What lay there dead is new once something reaches it.
 */
function createUnchanged({ files }: CompactFacts): (unit: CodeUnit) => boolean {
  const known = new Set(files.flatMap(({ sha256, stage }) => (stage === 'dead' ? [] : [sha256])));
  return function isUnchanged(unit) {
    let file = unit;
    while (file.origin !== null) file = file.origin.parent;
    return known.has(createHash('sha256').update(file.source.text).digest('hex'));
  };
}

/** What a release does that another one, whose facts these are, did nowhere. */
export function beyond(input: DetectorInput, other: CompactFacts): Beyond {
  const isUnchanged = createUnchanged(other);
  const known = new Set(abilitiesBefore(other));
  const owners = other.truncated.hosts === undefined ? knownOwners(input, other) : null;
  const abilities: Place<Ability>[] = [];
  const hosts = new Map<string, Place<Destination>>();
  for (const unit of reached(input.units)) {
    for (const [ability, offset] of abilitiesOf(unit)) {
      if (known.has(ability) || isUnchanged(unit)) continue;
      known.add(ability);
      abilities.push({ what: ability, unit, offset });
    }
    for (const what of owners === null ? [] : newDestinations(unit, owners))
      if (!hosts.has(what.host) && !isUnchanged(unit)) hosts.set(what.host, { ...what, what, unit });
  }
  const hadHooks =
    other.truncated.hooks !== undefined || other.hooks.some(({ hook }) => HOOKS.includes(hook));
  return { abilities, hosts: [...hosts.values()], hooks: hadHooks ? [] : tellingHooks(input.manifest) };
}
