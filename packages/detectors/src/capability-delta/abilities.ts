import { capabilityOf, pythonCapabilityOf } from '@weir/code';
import type { CompactFacts } from '@weir/model';
import type { CodeUnit } from '../contract.ts';

/** Something that code can do to the machine it runs on, or with it. */
export interface Ability {
  /** What it is called in a finding: `opens connections`. */
  readonly does: string;
  /** Few minor releases bring it, see below. */
  readonly isRare: boolean;
  /** Capabilities of API calls that show it. */
  readonly capabilities: readonly string[];
}

/**
 * What payloads need and maintenance does not bring: of 1,491 patch releases of popular packages one newly does any of
 * these; of 870 minor ones three newly connect or start programs, and five run text (test/corpus/updates.ts,
 * docs/evaluation.md).
 */
export const ABILITIES: readonly Ability[] = [
  { does: 'opens connections', isRare: true, capabilities: ['net.http', 'net.socket', 'net.dns'] },
  { does: 'starts programs', isRare: true, capabilities: ['process.spawn'] },
  { does: 'runs text as code', isRare: false, capabilities: ['eval', 'vm', 'code.object', 'unpickle'] },
];

/** The ability that a call of a unit shows; undefined for none. */
export function abilityOf({ language }: Pick<CodeUnit, 'language'>, api: string): Ability | undefined {
  const capability = language === 'python' ? pythonCapabilityOf(api) : capabilityOf(api);
  return capability === null
    ? undefined
    : ABILITIES.find(({ capabilities }) => capabilities.includes(capability));
}

/** What code of an earlier release could do, whatever language it was in; its facts name a call of each capability. */
export function abilitiesBefore({ apis }: CompactFacts): ReadonlySet<Ability> {
  const languages = ['js', 'python'] as const;
  const shown = apis.flatMap((api) => languages.map((language) => abilityOf({ language }, api)));
  return new Set(shown.filter((ability) => ability !== undefined));
}
