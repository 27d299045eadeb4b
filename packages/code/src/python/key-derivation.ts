import { hkdfSync, pbkdf2Sync, scryptSync } from 'node:crypto';
import type { Caller, Model } from './builtins.ts';
import { digestNamed } from './hashes.ts';
import { keptAs, orderedBy } from './kept.ts';
import type { Arguments } from './methods.ts';
import { bytes, rawOf, smallIntOf, type Value } from './value.ts';

/** Bytes of one key at most: longer ones are no keys. */
const KEY_BYTES_MAX = 512;
/** Rounds of one key at most; twice of what is recommended. */
const ROUNDS_MAX = 2_000_000;
/** Steps of the evaluation that a round is worth. */
const STEPS_A_ROUND = 0.5;
const SCRYPT_BYTES_MAX = 128 * 1024 * 1024;

const toBytes = (text: string): Buffer => Buffer.from(text, 'latin1');

function keyOf(made: Buffer | ArrayBuffer): Value {
  return bytes(Buffer.from(made as ArrayBuffer).toString('latin1'));
}

interface Derivation {
  readonly digest: string | null;
  readonly password: Value | undefined;
  readonly salt: Value | undefined;
  readonly rounds: number | null;
  readonly size: number | null;
}

/** A key by PBKDF2 as far as all of it is known, and the evaluation can afford its rounds. */
function pbkdf2({ digest, password, salt, rounds, size }: Derivation, caller: Caller): Value | null {
  const [secret, grain] = [rawOf(password), rawOf(salt)];
  if (digest === null || secret === null || grain === null || rounds === null || size === null) return null;
  if (rounds < 1 || rounds > ROUNDS_MAX || size < 1 || size > KEY_BYTES_MAX) return null;
  const blocks = Math.ceil(size / 16);
  if (!caller.afford(rounds * blocks * STEPS_A_ROUND)) return null;
  return keyOf(pbkdf2Sync(toBytes(secret), toBytes(grain), rounds, size, digest));
}

interface Scrypt {
  readonly password: Value | undefined;
  readonly salt: Value | undefined;
  readonly size: number | null;
  readonly cost: readonly (number | null)[];
}

/** A key by scrypt, bounded likewise. */
function scrypt({ password, salt, size, cost }: Scrypt, caller: Caller): Value | null {
  const [secret, grain] = [rawOf(password), rawOf(salt)];
  const [N, r, p] = cost;
  if (secret === null || grain === null || !size || size > KEY_BYTES_MAX || !N || !r || !p) return null;
  if (128 * N * r > SCRYPT_BYTES_MAX || !caller.afford(N * r * p)) return null;
  try {
    return keyOf(
      scryptSync(toBytes(secret), toBytes(grain), size, { N, r, p, maxmem: 2 * SCRYPT_BYTES_MAX }),
    );
  } catch {
    // Numbers that do not fit: unknown.
    return null;
  }
}

const KDF = 'cryptography.hazmat.primitives.kdf.';
const PBKDF2HMAC = `${KDF}pbkdf2.PBKDF2HMAC`;
const SCRYPT = `${KDF}scrypt.Scrypt`;
const HKDF = `${KDF}hkdf.HKDF`;

/** Functions that make keys, and constructors of objects that do, by canonical name. */
export const KEY_MODELS: Readonly<Record<string, Model>> = {
  'hashlib.pbkdf2_hmac': (args, caller) => {
    const names = ['hash_name', 'password', 'salt', 'iterations', 'dklen'];
    const [name, password, salt, rounds, size] = orderedBy(names, args);
    const digest = digestNamed(name);
    const own = Number(/\d+$/.exec(digest ?? '')?.[0] ?? 0);
    return pbkdf2(
      {
        digest,
        password,
        salt,
        rounds: smallIntOf(rounds),
        // As long as the digest itself where nothing is said.
        size: smallIntOf(size) ?? (own > 8 ? own / 8 : own === 1 ? 20 : 16),
      },
      caller,
    );
  },
  'Crypto.Protocol.KDF.PBKDF2': (args, caller) => {
    const [password, salt, size, rounds] = orderedBy(['password', 'salt', 'dkLen', 'count'], args);
    const hash = args.named.get('hmac_hash_module');
    return pbkdf2(
      {
        digest: hash === undefined ? 'sha1' : digestNamed(hash),
        password,
        salt,
        rounds: smallIntOf(rounds) ?? 1000,
        size: smallIntOf(size) ?? 16,
      },
      caller,
    );
  },
  'hashlib.scrypt': (args, caller) => {
    const names = ['password', 'salt', 'n', 'r', 'p', 'maxmem', 'dklen'];
    const [password, salt, n, r, p, , size] = orderedBy(names, args);
    return scrypt({ password, salt, size: smallIntOf(size) ?? 64, cost: [n, r, p].map(smallIntOf) }, caller);
  },
  'Crypto.Protocol.KDF.scrypt': (args, caller) => {
    const [password, salt, size, ...cost] = orderedBy(['password', 'salt', 'key_len', 'N', 'r', 'p'], args);
    return scrypt({ password, salt, size: smallIntOf(size), cost: cost.map(smallIntOf) }, caller);
  },
  [PBKDF2HMAC]: keptAs(PBKDF2HMAC, ['algorithm', 'length', 'salt', 'iterations']),
  [SCRYPT]: keptAs(SCRYPT, ['salt', 'length', 'n', 'r', 'p']),
  [HKDF]: keptAs(HKDF, ['algorithm', 'length', 'salt', 'info']),
};

/** What is called on the objects of {@link KEY_MODELS}, by name. */
export const KEY_METHODS: Readonly<
  Record<string, (made: readonly Value[], args: Arguments, caller: Caller) => Value | null>
> = {
  [`${PBKDF2HMAC}().derive`]: ([algorithm, size, salt, rounds], { positional: [password] }, caller) =>
    pbkdf2(
      {
        digest: digestNamed(algorithm),
        password,
        salt,
        rounds: smallIntOf(rounds),
        size: smallIntOf(size),
      },
      caller,
    ),
  [`${SCRYPT}().derive`]: ([salt, size, ...cost], { positional: [password] }, caller) =>
    scrypt({ password, salt, size: smallIntOf(size), cost: cost.map(smallIntOf) }, caller),
  [`${HKDF}().derive`]: ([algorithm, length, salt, info], { positional: [password] }) => {
    const [digest, size, secret] = [digestNamed(algorithm), smallIntOf(length), rawOf(password)];
    if (digest === null || size === null || size < 1 || size > KEY_BYTES_MAX || secret === null) return null;
    const [grain, context] = [rawOf(salt) ?? '', rawOf(info) ?? ''];
    return keyOf(hkdfSync(digest, toBytes(secret), toBytes(grain), toBytes(context), size));
  },
};
