import { deserialize, serialize } from 'node:v8';

/** First byte of what {@link serialize} writes, and of no JSON. */
const CLONED = 0xff;
/** Values and characters that JSON may take: an object that stands in many places is written in each. */
const JSON_SIZE_MAX = 8 * 1024 * 1024;

/** Whether JSON gives back exactly this value: no map, no `undefined`, no bytes, no number without digits. */
function isPlain(value: unknown, budget: { left: number }): boolean {
  if (--budget.left < 0) return false;
  if (typeof value === 'string') {
    budget.left -= value.length;
    return budget.left >= 0;
  }
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) if (!isPlain(value[at], budget)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) {
    if (!isPlain((value as Record<string, unknown>)[key], budget)) return false;
  }
  return true;
}

/**
 * Facts as bytes: JSON, which is read twice as fast, where it says all that there is; structured clone where it does
 * not, so that no new fact can be lost on the way.
 */
export function encodeFacts(value: unknown): Uint8Array {
  return isPlain(value, { left: JSON_SIZE_MAX }) ? Buffer.from(JSON.stringify(value)) : serialize(value);
}

/** Undoes {@link encodeFacts}. Throws whatever its readers do when bytes are damaged. */
export function decodeFacts(bytes: Uint8Array): unknown {
  if (bytes[0] === CLONED) return deserialize(bytes);
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}
