import { isSecretName, type RequestTarget } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { isSpelled } from '../lib/spelled-target.ts';

/** Keys that one service alone is given, by the names of their variables, and whose hosts are its own. */
interface Holder {
  readonly names: RegExp;
  /** Its domains, by the label that was registered, whatever stands behind it. */
  readonly registered: readonly string[];
  /** Labels by which anybody's host says that it is of the same kind: registries are run by many. */
  readonly labels?: readonly string[];
}

/** Databases are nobody's. */
const HOLDERS: readonly Holder[] = [
  { names: /^OPENAI_/, registered: ['openai', 'azure'] },
  { names: /^(?:ANTHROPIC|CLAUDE)_/, registered: ['anthropic', 'claude'] },
  { names: /^(?:GEMINI|GOOGLE)_/, registered: ['google', 'googleapis', 'googleusercontent'] },
  { names: /^AWS_/, registered: ['amazonaws', 'amazon', 'aws'] },
  { names: /^(?:GITHUB|GH)_/, registered: ['github', 'githubusercontent', 'githubcopilot'] },
  {
    names: /^(?:NPM_TOKEN|NODE_AUTH_TOKEN)$/,
    registered: ['npmjs', 'yarnpkg', 'github'],
    labels: ['npm', 'registry'],
  },
  { names: /^STRIPE_/, registered: ['stripe'] },
  { names: /^(?:DATABASE|POSTGRES|PG|MYSQL|MONGO|MONGODB|REDIS)_/, registered: [] },
];
/** Under these, in front of the last label, names are registered as they are under that one. */
const SECOND_LEVEL = /^(?:com?|org|net|gov|edu|ac)$/;

/** True for a host of whom a key is for: a word of the name inside of another's domain is free for all. */
function isHostOf({ registered, labels = [] }: Holder, host: string): boolean {
  const all = host.toLowerCase().split('.').filter(Boolean);
  const [, second = '', third] = all.toReversed();
  const own = third !== undefined && SECOND_LEVEL.test(second) ? third : second;
  return registered.includes(own) || all.some((label) => labels.includes(label));
}

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
  // Of JavaScript several targets may be those of several requests, of Python one request tries each of them.
  const isOne = others.length === 0 || (unit.language === 'python' && others.every(isSpelled));
  if (!target || !isOne || !isSpelled(target)) return null;
  const hosts = targets.map(({ text }) => hostOf(text));
  const holders = names.map((name) => HOLDERS.find((holder) => holder.names.test(name)));
  const isStrange =
    holders.length > 0 && holders.every((holder) => holder && !hosts.some((host) => isHostOf(holder, host)));
  return isStrange && names[0] ? { name: names[0], host: hostOf(target.text) } : null;
}

function hostOf(text: string): string {
  return /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?(?<host>[^/:?]+)/i.exec(text)?.groups?.host ?? text;
}
