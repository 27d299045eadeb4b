import { byName } from '../by-name.ts';
import { isConnectionParam, isKeyName, isSecretParam, LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { givenByProtocol } from './network-hooks.ts';
import { iterate } from './sequences.ts';
import { child, createScope, type Node, nodes, textField } from './tree.ts';
import {
  type ClassValue,
  type FunctionValue,
  labelsOf,
  type ObjectValue,
  textOf,
  unknown,
  type Value,
} from './value.ts';

/** Fields of one class that are looked at. */
const FIELDS_MAX = 200;

/** The fields that the body of a class declares, in order: what a dataclass or a named tuple is made with. */
export function fieldsOf(body: Node): string[] {
  return nodes(body, 'body')
    .filter(({ nodeType }) => nodeType === 'AnnAssign')
    .map((node) => child(node, 'target'))
    .filter((target) => target?.nodeType === 'Name')
    .slice(0, FIELDS_MAX)
    .map((target) => (target ? textField(target, 'id') : ''));
}

/** The fields of a record, those that it inherits first. */
export function fieldNames(type: ClassValue, depth = 0): string[] {
  const inherited =
    depth > 8 ? [] : type.bases.flatMap((base) => (base.kind === 'class' ? fieldNames(base, depth + 1) : []));
  return [...new Set([...inherited, ...(type.fields ?? [])])];
}

/** The label of a parameter that is named as a password, a key, or an address that holds one. */
export const secretOf = byName((name): number =>
  isSecretParam(name) || isConnectionParam(name) ? LABEL.secretParam : 0,
);

/** What the words of a wallet are called where it goes without saying what they are of. */
const WORDS = /^(?:phrase|words|sentence|seed)$/i;
const OF_WALLETS = /mnemonic|seed_?phrase|bip_?39|(?:^|_|[a-z])wallet/i;

/** The label of a parameter that holds the words of a wallet by what its function or class is called. */
function wordsOf({ node, self }: FunctionValue): number {
  const type = self?.kind === 'object' ? self.type.name : self?.kind === 'class' ? self.name : '';
  return OF_WALLETS.test(`${type} ${textField(node, 'name')}`) ? LABEL.secretParam : 0;
}

/** What a name says, in one answer: nearly all names that are asked about say nothing. */
const said = byName((name) => {
  // `secret_key` is the password of any cloud service in Python, and seldom a wallet's.
  const isKey = isKeyName(name) && name !== 'secret_key';
  const isWords = WORDS.test(name);
  const secret = secretOf(name);
  return isKey || isWords || secret !== 0 ? { isKey, isWords, secret } : null;
});

/**
 * What a parameter or field holds that nobody gave, with its labels: its name says what it is for.
 * @param callee the function whose parameter it is; null for a field.
 */
export function notGiven(
  machine: Machine,
  name: string,
  labels: number,
  at: Node,
  callee: FunctionValue | null = null,
): Value {
  const given = callee ? givenByProtocol(callee, labels) : null;
  if (given) return given;
  const found = said(name);
  if (found === null) return unknown(labels);
  const { isKey, isWords, secret } = found;
  if (isKey && machine.muted === 0)
    machine.recorder.addOrigin(LABEL.keyMaterial, name, machine.positionOf(at).offset);
  return unknown(
    labels | (isKey ? LABEL.keyMaterial : 0) | secret | (isWords && callee ? wordsOf(callee) : 0),
  );
}

/** Gives an object of a class without a constructor of its own what it is made with, field by field. */
export function fillFields(
  machine: Machine,
  { type, attributes }: ObjectValue,
  { positional, named, whole }: Arguments,
  at: Node,
): void {
  for (const [index, name] of fieldNames(type).entries()) {
    const given = positional[index] ?? named.get(name);
    if (given) attributes.set(name, given);
    else if (!whole && !type.scope.names.has(name))
      attributes.set(name, notGiven(machine, name, LABEL.param | LABEL.made, at));
  }
}

/** `namedtuple('Name', 'a b')`: a class with these fields; null where they are not known. */
export function recordClass({ positional, named }: Arguments): Value | null {
  const [name, given] = positional;
  const listed = given ?? named.get('field_names') ?? named.get('fields');
  const text = textOf(listed);
  const items = text === null && listed ? iterate(listed) : null;
  const fields =
    text?.split(/[\s,]+/) ?? items?.map((item) => textOf(item) ?? textOf(iterate(item)?.[0]) ?? '');
  if (!fields || fields.length > FIELDS_MAX) return null;
  return {
    kind: 'class',
    name: textOf(name) ?? '',
    scope: createScope('class', null),
    bases: [],
    fields: fields.filter((field) => field !== ''),
    labels: 0,
    layers: [],
  };
}

/** An object that holds what it is given by name. */
export function namespaceOf({ positional, named }: Arguments): Value {
  const type: ClassValue = {
    kind: 'class',
    name: 'SimpleNamespace',
    scope: createScope('class', null),
    bases: [],
    labels: 0,
    layers: [],
  };
  return {
    kind: 'object',
    type,
    attributes: new Map(named),
    labels: positional.reduce((labels, value) => labels | labelsOf(value), 0),
    layers: [],
  };
}
