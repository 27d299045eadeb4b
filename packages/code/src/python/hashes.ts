import { createHash } from 'node:crypto';
import type { Arguments } from './methods.ts';
import { bytes, labelsOf, list, none, rawOf, ref, str, textOf, unknown, type Value } from './value.ts';

/** Digests that keys are made of, by canonical name. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  'hashlib.md5': 'md5',
  'hashlib.sha1': 'sha1',
  'hashlib.sha224': 'sha224',
  'hashlib.sha256': 'sha256',
  'hashlib.sha384': 'sha384',
  'hashlib.sha512': 'sha512',
  'Crypto.Hash.MD5.new': 'md5',
  'Crypto.Hash.SHA1.new': 'sha1',
  'Crypto.Hash.SHA256.new': 'sha256',
  'Crypto.Hash.SHA512.new': 'sha512',
};

/** The digest that a value names: a text, a module or class of a library, or an object of one; null for others. */
export function digestNamed(value: Value | undefined): string | null {
  const text = value?.kind === 'ref' ? (value.name.split('.').at(-1) ?? '') : (textOf(value) ?? '');
  return (
    /^(?:md5|sha(?:1|224|256|384|512))$/i.exec(text.replace(/[-_]|\(\)$/g, ''))?.[0].toLowerCase() ?? null
  );
}
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
        `${name}().update`,
        (made: Value[], { positional: [data] }: Arguments) => {
          const [before, more] = [rawOf(made[0]), rawOf(data)];
          const isKnown = before !== null && more !== null && before.length + more.length <= HASHED_CHARS_MAX;
          made[0] = isKnown ? bytes(before + more) : unknown();
          return none();
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
export const HASHES: Readonly<Record<string, (args: Arguments) => Value | null>> = {
  ...Object.fromEntries(Object.keys(ALGORITHMS).map((name) => [name, beginHash(name)] as const)),
  'hashlib.new': (args) => {
    const name = digestNamed(args.positional[0]);
    return name === null
      ? null
      : beginHash(`hashlib.${name}`)({ ...args, positional: args.positional.slice(1) });
  },
};
