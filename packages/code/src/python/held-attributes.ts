import { isKeyName, LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import { secretOf } from './records.ts';
import { child, type Node, textField } from './tree.ts';
import { type ClassValue, type DictValue, dict, type ObjectValue, str, textOf, type Value } from './value.ts';

/** Methods of records and models that give all that an object holds, whoever wrote them. */
export const GIVES_ALL =
  /^(?:_asdict|_replace|__getstate__|model_dump(?:_json)?|model_copy|dict|json|items|values|copy)$/;

/** The attributes of an object as a dictionary: what is put into it, the object has. */
class AttributeEntries extends Map<string, { readonly key: Value; value: Value }> {
  readonly #object: ObjectValue;

  constructor(object: ObjectValue) {
    super();
    this.#object = object;
    for (const [name, value] of object.attributes) super.set(`s${name}`, { key: str(name), value });
  }

  override set(text: string, entry: { readonly key: Value; value: Value }): this {
    const name = textOf(entry.key);
    if (name !== null) this.#object.attributes.set(name, entry.value);
    return super.set(text, entry);
  }
}

/** `vars(object)`, `object.__dict__`: what is known of an object's attributes. */
export function attributesOf(object: ObjectValue): DictValue {
  return { ...dict(), entries: new AttributeEntries(object), whole: false, labels: object.labels };
}

/** `vars(Class)`: what the body of a class defines, among what every class has. */
export function namesOfClass({ scope }: ClassValue): DictValue {
  const made = dict();
  for (const [name, value] of scope.names) made.entries.set(`s${name}`, { key: str(name), value });
  return made;
}

/** Objects that hold the keys of a wallet, by the name that the code gives them. */
const HOLDS_KEYS = /^(?:\w+_)?(?:wallet|key_?pair|key_?store|signer)$/i;

/** What an attribute of something that a caller gave carries for its name: a password is one wherever it is kept. */
export function secretLabels(machine: Machine, holder: Value, value: Value, node: Node): number {
  const name = textField(node, 'attr');
  if (holder.kind !== 'unknown' || value.kind !== 'unknown' || (value.labels & LABEL.param) === 0) return 0;
  // All that a function holds while somebody looks on.
  if (name === 'f_locals') return LABEL.secretParam;
  if (secretOf(name) === 0) return 0;
  // Programs sign in with private keys as well: a wallet's is that of a wallet.
  if (!isKeyName(name) || !HOLDS_KEYS.test(nameOf(child(node, 'value')))) return LABEL.secretParam;
  if (machine.muted === 0)
    machine.recorder.addOrigin(LABEL.keyMaterial, name, machine.positionOf(node).offset);
  return LABEL.secretParam | LABEL.keyMaterial;
}

function nameOf(node: Node | null): string {
  return node ? textField(node, node.nodeType === 'Name' ? 'id' : 'attr') : '';
}
