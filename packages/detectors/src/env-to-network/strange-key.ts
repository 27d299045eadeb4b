import { isSecretName, type RequestTarget } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { isSpelled } from '../lib/spelled-target.ts';

/** Keys that one service alone is given, by the names of their variables, and words of its hosts; databases are none's. */
const HOLDERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^OPENAI_/, /openai|azure/i],
  [/^(?:ANTHROPIC|CLAUDE)_/, /anthropic|claude/i],
  [/^(?:GEMINI|GOOGLE)_/, /google/i],
  [/^AWS_/, /amazonaws|aws/i],
  [/^(?:GITHUB|GH)_/, /github/i],
  [/^(?:NPM_TOKEN|NODE_AUTH_TOKEN)$/, /npm|yarnpkg|registry/i],
  [/^STRIPE_/, /stripe/i],
  [/^(?:DATABASE|POSTGRES|PG|MYSQL|MONGO|MONGODB|REDIS)_/, /(?!)/],
];

/**
 * A key from the environment that goes to a host which is not its holder's; null where a source reads other secrets as
 * well, of which it is not known which one goes.
 */
export function strangeKey(
  unit: CodeUnit,
  targets: readonly RequestTarget[],
): { readonly name: string; readonly host: string } | null {
  const names = unit.facts.envNames.filter(isSecretName);
  const [target, ...others] = targets;
  if (unit.language !== 'js' || !target || others.length > 0 || !isSpelled(target)) return null;
  const holders = names.map((name) => HOLDERS.find(([pattern]) => pattern.test(name))?.[1]);
  const isStrange =
    holders.length > 0 && holders.every((holder) => holder && !holder.test(hostOf(target.text)));
  return isStrange && names[0] ? { name: names[0], host: hostOf(target.text) } : null;
}

function hostOf(text: string): string {
  return /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?(?<host>[^/:?]+)/i.exec(text)?.groups?.host ?? text;
}
