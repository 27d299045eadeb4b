import type { Model } from './builtins.ts';
import { holding, madeWith } from './kept.ts';
import { bytesOfNumbers, iterate } from './sequences.ts';
import { addLayer, bytes, joinLayers, labelsOf, ref, smallIntOf, type Value } from './value.ts';

const ARRAY = 'numpy.ndarray';

/** The bytes of an array; null for other values. */
function bytesOf(value: Value | undefined): Value | null {
  const [held] = value?.kind === 'ref' && value.name === `${ARRAY}()` ? madeWith(value) : [];
  return held?.kind === 'bytes' ? held : null;
}

/** An array of what is known; where it is not, it stays a call like others. */
function array(name: string): Model {
  return ({ positional: [source] }) => {
    const items = source && iterate(source);
    const held = source?.kind === 'bytes' ? source : items ? bytesOfNumbers(items) : null;
    return held ? holding(ARRAY, [held]) : ref(`${name}()`, source ? labelsOf(source) : 0);
  };
}

/** The exclusive or of arrays of bytes, or of one and a number, item by item; null for others. */
export function flipped(a: Value | undefined, b: Value | undefined): Value | null {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  const source = left ?? right;
  const other = left ? (right ?? b) : a;
  if (source?.kind !== 'bytes' || !other) return null;
  const key = other.kind === 'bytes' ? other.text : String.fromCharCode((smallIntOf(other) ?? -1) & 0xff);
  const isNumber = smallIntOf(other) !== null;
  if (!isNumber && (other.kind !== 'bytes' || key.length !== source.text.length)) return null;
  const out = Buffer.from(source.text, 'latin1');
  for (let at = 0; at < out.length; at++) out[at] = (out[at] ?? 0) ^ key.charCodeAt(isNumber ? 0 : at);
  const layers = addLayer(joinLayers(source.layers, other.layers), 'xor');
  return holding(ARRAY, [bytes(out.toString('latin1'), source.labels | labelsOf(other), layers)]);
}

/** Functions of numpy that make arrays of bytes, by canonical name. */
export const ARRAY_MODELS: Readonly<Record<string, Model>> = {
  'numpy.frombuffer': array('numpy.frombuffer'),
  'numpy.fromstring': array('numpy.fromstring'),
  'numpy.array': array('numpy.array'),
  'numpy.asarray': array('numpy.asarray'),
  'numpy.bitwise_xor': ({ positional: [a, b] }) => flipped(a, b) ?? ref('numpy.bitwise_xor()'),
};

/** What is called on them. */
export const ARRAY_METHODS: Readonly<Record<string, (made: readonly Value[]) => Value | null>> = {
  [`${ARRAY}().tobytes`]: ([held]) => held ?? null,
  [`${ARRAY}().tostring`]: ([held]) => held ?? null,
  [`${ARRAY}().astype`]: ([held]) => (held ? holding(ARRAY, [held]) : null),
};
