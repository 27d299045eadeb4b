import { createHash } from 'node:crypto';
import type { Arguments } from './methods.ts';
import { bytes, labelsOf, list, rawOf, ref, str, type Value } from './value.ts';

/** Digests that keys are made of, by canonical name. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  'hashlib.md5': 'md5',
  'hashlib.sha1': 'sha1',
  'hashlib.sha224': 'sha224',
  'hashlib.sha256': 'sha256',
  'hashlib.sha384': 'sha384',
  'hashlib.sha512': 'sha512',
};
/** Characters of constants that are digested; keys are short, and files are no constants. */
const HASHED_CHARS_MAX = 10_000;

/** A digest of known bytes that has begun; null where they are not known, so that it stays a call like others. */
function beginHash(name: string): (args: Arguments) => Value | null {
  return ({ positional: [data] }) => {
    const text = data ? rawOf(data) : '';
    if (text === null || data?.kind === 'str' || text.length > HASHED_CHARS_MAX) return null;
    return {
      ...ref(`${name}()`, data ? labelsOf(data) : 0),
      bound: { self: list([bytes(text)]), method: '' },
    };
  };
}

function finish(algorithm: string, [data]: readonly Value[]): Buffer | null {
  const text = rawOf(data);
  return text === null ? null : createHash(algorithm).update(Buffer.from(text, 'latin1')).digest();
}

/** What is asked of a digest that {@link beginHash} began, by name. */
export const HASH_METHODS: Readonly<Record<string, (made: Value[], args: Arguments) => Value | null>> =
  Object.fromEntries(
    Object.entries(ALGORITHMS).flatMap(([name, algorithm]) => [
      [
        `${name}().digest`,
        (made: Value[]) => {
          const found = finish(algorithm, made);
          return found && bytes(found.toString('latin1'));
        },
      ],
      [
        `${name}().hexdigest`,
        (made: Value[]) => {
          const found = finish(algorithm, made);
          return found && str(found.toString('hex'));
        },
      ],
    ]),
  );

/** Constructors of digests, by name. */
export const HASHES = Object.fromEntries(
  Object.keys(ALGORITHMS).map((name) => [name, beginHash(name)] as const),
);
