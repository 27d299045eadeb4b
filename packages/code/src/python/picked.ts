import { LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import { iterate } from './sequences.ts';
import { child, type Node, nodes, type Scope } from './tree.ts';
import { labelsOf, textOf, type Value } from './value.ts';

/** Words by which names of secrets are found, and how many of them tell that secrets are looked for. */
const SECRET_WORD =
  /^_?(?:pass|passwd|password|passphrase|pwd|secret|token|private_?key|mnemonic|credentials?)_?$/i;
const WORDS_MIN = 2;

/**
 * True for the condition of a loop that lets through what is called like a secret: `any(word in name for word in
 * ("pass", "secret"))`. Who leaves secrets out says `not`.
 */
export function picksSecrets(machine: Machine, test: Node, scope: Scope): boolean {
  if (test.nodeType === 'BoolOp' && child(test, 'op')?.nodeType === 'And')
    return nodes(test, 'values').some((one) => picksSecrets(machine, one, scope));
  if (test.nodeType !== 'Call' || child(test, 'func')?.id !== 'any') return false;
  const [given] = nodes(test, 'args');
  const [generator, ...others] = given ? nodes(given, 'generators') : [];
  const asked = given && child(given, 'elt');
  if (!generator || others.length > 0 || asked?.nodeType !== 'Compare') return false;
  const [operator, ...more] = nodes(asked, 'ops');
  if (operator?.nodeType !== 'In' || more.length > 0) return false;
  const isWord = child(asked, 'left')?.id === child(generator, 'target')?.id;
  const words = isWord ? (iterate(machine.evaluate(child(generator, 'iter'), scope)) ?? []) : [];
  return words.filter((word) => SECRET_WORD.test(textOf(word) ?? '')).length >= WORDS_MIN;
}

/** A value that a caller gave, among others, under the name of a secret. */
export function asSecret(value: Value): Value {
  if ((labelsOf(value) & LABEL.param) === 0) return value;
  if (value.kind === 'list' || value.kind === 'dict' || value.kind === 'object') {
    value.labels |= LABEL.secretParam;
    return value;
  }
  return { ...value, labels: value.labels | LABEL.secretParam };
}
