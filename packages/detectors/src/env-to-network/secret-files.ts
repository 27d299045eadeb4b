import { isCredentialPath, isPrivatePath, LABEL } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { ask, type Question } from '../question.ts';
import { textsOf } from '../reach.ts';

/** Files of secrets that code looks for by name: `.env`, keys, wallets. */
const SECRET_FILE =
  /^(?:\*\*\/)?\*?(?:\.env(?:\.\*?|rc|-|_)?|id_(?:rsa|ed25519|ecdsa)|\.(?:pem|ppk|kdbx|keystore|wallet)|wallet\.dat|\.npmrc|\.pypirc|\.netrc)$/i;

/** Whether a source names files of secrets as what it looks for. */
export const SOUGHT: Question<boolean> = {
  id: 'env-to-network sought',
  answer: ({ facts }) => textsOf({ facts }, 40).some(({ text }) => SECRET_FILE.test(text)),
};

/** Whether all credential files that a source spells are such that no service asks for. */
const PRIVATE: Question<boolean> = {
  id: 'env-to-network private',
  answer: ({ facts }) => {
    const joined = facts.flow.origins
      .get(LABEL.credential)
      ?.text.match(/^read of (?<path>[^ ]*\/.*)$/)?.groups;
    const paths = textsOf({ facts }, 200)
      .map(({ text }) => text)
      .filter((text) => isCredentialPath(text));
    if (joined?.path) paths.push(joined.path);
    return paths.length > 0 && paths.every(isPrivatePath);
  },
};

/** True for code whose credential files are all such that no service asks for: nobody signs in with them. */
export function readsPrivate(unit: CodeUnit): boolean {
  return ask(unit, PRIVATE);
}
