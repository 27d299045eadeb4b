import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { Arguments } from './methods.ts';
import { displayOf } from './value.ts';

/** Functions that ask a person for a line, by what they show. */
const ASKS =
  /^(?:(?:raw_)?input|getpass\.getpass|click\.prompt|typer\.prompt|rich\.prompt\.Prompt\.ask|questionary\.(?:text|password)|inquirer\.(?:text|password))$/;
/** Functions that do not show what is typed. */
const HIDES = /^(?:getpass\.getpass|(?:questionary|inquirer)\.password)$/;
const FOR_SECRET = /\b(?:pass(?:word|phrase)|mnemonic|(?:seed|recovery|secret) ?phrase|private key)\b/i;

/** True for a function that asks a person for a line. */
export const asksPerson = byName((name) => ASKS.test(name));

/** Labels of what a person answers who is asked for a secret; 0 for other questions. */
export function answerOfPerson(name: string, { positional, named }: Arguments): number {
  const shown = positional[0] ?? named.get('prompt') ?? named.get('message');
  const isHidden = HIDES.test(name) || named.get('hide_input')?.kind === 'true';
  const isSecret = isHidden || (shown !== undefined && FOR_SECRET.test(displayOf(shown).text));
  return isSecret ? LABEL.secretParam : 0;
}
