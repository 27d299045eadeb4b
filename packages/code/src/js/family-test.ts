import type { Evaluator } from './evaluator.ts';
import { methodName } from './keys.ts';
import type { Node } from './parse.ts';
import type { Scope } from './scope.ts';
import { valuesOf } from './values.ts';

/**
 * Variables that hold secrets on machines of developers and builders, as their makers document them: a test that lets
 * one of them pass does not keep to a harmless family.
 */
const SECRETS: readonly string[] = (
  'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AZURE_CLIENT_SECRET GOOGLE_APPLICATION_CREDENTIALS ' +
  'GOOGLE_API_KEY GITHUB_TOKEN GH_TOKEN GITLAB_TOKEN CI_JOB_TOKEN CI_REGISTRY_PASSWORD BITBUCKET_TOKEN CIRCLE_TOKEN ' +
  'TRAVIS_TOKEN NPM_TOKEN NODE_AUTH_TOKEN npm_config__authToken YARN_NPM_AUTH_TOKEN TWINE_PASSWORD PYPI_TOKEN ' +
  'UV_PUBLISH_TOKEN CARGO_REGISTRY_TOKEN DOCKER_PASSWORD DOCKER_AUTH_CONFIG KUBECONFIG VAULT_TOKEN OPENAI_API_KEY ' +
  'ANTHROPIC_API_KEY GEMINI_API_KEY HF_TOKEN STRIPE_SECRET_KEY SLACK_BOT_TOKEN SLACK_TOKEN DISCORD_TOKEN ' +
  'TELEGRAM_BOT_TOKEN TWILIO_AUTH_TOKEN SENDGRID_API_KEY SENTRY_AUTH_TOKEN VERCEL_TOKEN NETLIFY_AUTH_TOKEN ' +
  'HEROKU_API_KEY CLOUDFLARE_API_TOKEN DATABASE_URL MONGODB_URI REDIS_URL PGPASSWORD MYSQL_PWD SSH_AUTH_SOCK ' +
  'PRIVATE_KEY MNEMONIC SECRET_KEY API_KEY ACCESS_TOKEN PASSWORD ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN'
).split(' ');

/** Patterns that one expression may stand for. */
const PATTERNS_MAX = 8;
/** A shorter beginning is that of anything. */
const PREFIX_CHARS_MIN = 3;
const PATTERN_CHARS_MAX = 200;
/**
 * Patterns that are tried: none that repeats a group, looks around or refers back, and few that repeat at all, so that
 * the names above cost some milliseconds at the most.
 */
const TRICKY = /\)[*+{]|\(\?[=!<]|\\[1-9k]/;
const REPEATS = /[*+]|\{\d*,/g;
const REPEATS_MAX = 3;

/** True when a pattern is one that is tried, and none of the secrets has it. */
function sparesSecrets(pattern: string, flags: string): boolean {
  if (pattern.length > PATTERN_CHARS_MAX || TRICKY.test(pattern)) return false;
  if ((pattern.match(REPEATS)?.length ?? 0) > REPEATS_MAX) return false;
  try {
    const tried = new RegExp(pattern, flags.replace(/[gy]/g, ''));
    // Without an own text in it, it says nothing of a family: `/^[A-Z]+$/`.
    return /\w{3}/.test(pattern) && !SECRETS.some((secret) => tried.test(secret));
  } catch {
    return false;
  }
}

/** The name that goes through the environment, and where it is asked about. */
export interface AskedName {
  readonly key: string;
  readonly ev: Evaluator;
  readonly scope: Scope;
}

/** True when an expression is a pattern, or one of several, that spares the secrets. */
function isSparing(node: Node, { ev, scope }: AskedName): boolean {
  const values = valuesOf(ev, node, scope);
  return (
    values.length > 0 &&
    values.length <= PATTERNS_MAX &&
    values.every(({ node: value }) => {
      const regex = value.type === 'Literal' ? value.regex : null;
      return regex ? sparesSecrets(regex.pattern, regex.flags) : false;
    })
  );
}

/** `key`, and `key.toUpperCase()`. */
function isKey(node: Node, key: string): boolean {
  if (node.type === 'Identifier') return node.name === key;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  return (
    /^to(?:Locale)?(?:Upper|Lower)Case$/.test(methodName(node.callee) ?? '') && isKey(node.callee.object, key)
  );
}

/** `key.startsWith('REACT_APP_')`, `/^debug_/i.test(key)`. */
function isAsked(node: Node, name: AskedName): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object } = node.callee;
  const [argument] = node.arguments;
  if (!argument) return false;
  const method = methodName(node.callee);
  const { key } = name;
  if (method === 'test' && isKey(argument, key)) return isSparing(object, name);
  if (method !== 'startsWith' || !isKey(object, key) || argument.type !== 'Literal') return false;
  const prefix = String(argument.value).toLowerCase();
  return (
    prefix.length >= PREFIX_CHARS_MIN && !SECRETS.some((secret) => secret.toLowerCase().startsWith(prefix))
  );
}

/** True when a test holds only for names of one family of harmless variables. */
export function keepsTo(test: Node, name: AskedName): boolean {
  if (test.type !== 'LogicalExpression') return isAsked(test, name);
  const left = keepsTo(test.left, name);
  return test.operator === '&&' ? left || keepsTo(test.right, name) : left && keepsTo(test.right, name);
}

/** True when a test fails only for names of such a family: what follows where it sent the others away is of those. */
export function leaves(test: Node, name: AskedName): boolean {
  if (test.type === 'UnaryExpression') return test.operator === '!' && keepsTo(test.argument, name);
  if (test.type !== 'LogicalExpression' || test.operator !== '||') return false;
  return leaves(test.left, name) || leaves(test.right, name);
}
