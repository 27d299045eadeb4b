import { capabilityOf, pythonCapabilityOf } from '@weir/code';
import type { CompactFacts } from '@weir/model';
import type { CodeUnit } from '../../contract.ts';

/** Something that code can do to the machine it runs on, or with it. */
export interface Ability {
  /** What it is called in a finding: `opens connections`. */
  readonly does: string;
  /** Capabilities of API calls that show it. */
  readonly capabilities: readonly string[];
}

/**
 * What payloads need and maintenance does not bring: of 1,491 patch releases of popular packages two newly do any of
 * these, of 870 minor ones three (test/corpus/updates.ts, docs/evaluation.md).
 */
export const ABILITIES: readonly Ability[] = [
  { does: 'opens connections', capabilities: ['net.http', 'net.socket', 'net.dns'] },
  { does: 'starts programs', capabilities: ['process.spawn'] },
  { does: 'runs text as code', capabilities: ['eval', 'vm', 'code.object', 'unpickle'] },
];

type Language = CodeUnit['language'];

function capabilityIn(language: Language, api: string): string | null {
  return language === 'python' ? pythonCapabilityOf(api) : capabilityOf(api);
}

function abilityOf(capability: string | null): Ability | undefined {
  return ABILITIES.find(({ capabilities }) => capability !== null && capabilities.includes(capability));
}

/** What runs text that stands in the code as it is run: that text is read as code, and says what it does itself. */
const RUNS_TEXT: ReadonlySet<string> = new Set(['eval', 'vm']);

/** What a unit can do, with the first call that shows it. */
export function abilitiesOf({ language, facts }: CodeUnit): ReadonlyMap<Ability, number> {
  const hidden = facts.codeSinks.find(({ text, layers }) => text === null || layers.length > 0);
  const found = new Map<Ability, number>();
  for (const [api, { offset }] of facts.apis) {
    const capability = capabilityIn(language, api);
    const ability = abilityOf(capability);
    if (capability === null || ability === undefined || found.has(ability)) continue;
    if (!RUNS_TEXT.has(capability)) found.set(ability, offset);
    else if (hidden) found.set(ability, hidden.offset);
  }
  return found;
}

/** What code of an earlier release could do, whatever language it was in; its facts name a call of each capability. */
export function abilitiesBefore({ apis }: CompactFacts): ReadonlySet<Ability> {
  const languages: readonly Language[] = ['js', 'python'];
  const shown = apis.flatMap((api) => languages.map((language) => abilityOf(capabilityIn(language, api))));
  return new Set(shown.filter((ability) => ability !== undefined));
}
