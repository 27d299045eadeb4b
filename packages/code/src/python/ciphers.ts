import type { Model } from './builtins.ts';
import {
  type CipherSetup,
  type Decryption,
  decryptFernet,
  startDecryption,
  withoutPadding,
} from './decryption.ts';
import { holding, keptAs, madeWith, orderedBy } from './kept.ts';
import type { Arguments } from './methods.ts';
import { addLayer, bytes, intOf, rawOf, ref, smallIntOf, type Value } from './value.ts';

/** What a method of an object that was made before gives; it may change what the object holds. */
type Method = (made: Value[], args: Arguments) => Value | null;

interface Running {
  readonly decrypt: Decryption;
  readonly layer: string;
}

/** Ciphers that objects stand for, by what the object was made with: they go on where they stopped. */
const running = new WeakMap<readonly Value[], Running>();

const LAYERS: Readonly<Record<CipherSetup['algorithm'], string>> = {
  aes: 'aes',
  des3: 'des',
  chacha20: 'chacha20',
  rc4: 'rc4',
};

/** An object that decrypts from here on, as far as that is known. Its key tells nothing of what it gives. */
function decrypting(name: string, setup: CipherSetup | null): Value {
  const decrypt = setup && startDecryption(setup);
  if (!decrypt) return ref(`${name}()`);
  const made = holding(name, []);
  running.set(madeWith(made), { decrypt, layer: LAYERS[setup.algorithm] });
  return made;
}

function plain(source: Value, text: string, layer: string): Value {
  return bytes(text, source.labels, addLayer(source.layers, layer));
}

function decryptNext(made: readonly Value[], args: Arguments): Value | null {
  const [source] = orderedBy(['ciphertext'], args);
  const text = rawOf(source);
  const cipher = running.get(made);
  const found = text === null ? null : (cipher?.decrypt(text) ?? null);
  return source && cipher && found !== null ? plain(source, found, cipher.layer) : null;
}

const nothingLeft: Method = (made) => (running.has(made) ? bytes('') : null);

// PyCryptodome

/** Names of modes by their numbers. */
const MODES: Readonly<Record<number, string>> = {
  1: 'ecb',
  2: 'cbc',
  3: 'cfb',
  5: 'ofb',
  6: 'ctr',
  8: 'ccm',
  9: 'eax',
  11: 'gcm',
};

function modeOf(value: Value | undefined): string | null {
  if (value?.kind === 'ref') return /\.MODE_([A-Z]+)$/.exec(value.name)?.[1]?.toLowerCase() ?? null;
  return MODES[smallIntOf(value) ?? 0] ?? null;
}

/** A whole number as so many bytes, or bytes as they are. */
function countFrom(value: Value | undefined, size: number): string | null {
  if (value?.kind === 'bytes') return value.text.padStart(size, '\0');
  const count = intOf(value);
  if (count === null || count < 0 || size < 0) return null;
  return Buffer.from(
    BigInt(count)
      .toString(16)
      .padStart(size * 2, '0'),
    'hex',
  ).toString('latin1');
}

const COUNTER = 'Crypto.Util.Counter.new';

/** The block with which `Counter.new(bits, prefix, suffix, initial_value)` begins. */
function counterBlock([bits, prefix, suffix, start]: readonly Value[]): string | null {
  const size = (smallIntOf(bits) ?? 0) / 8;
  const count = countFrom(start?.kind === 'none' ? undefined : start, size) ?? '\x01'.padStart(size, '\0');
  return Number.isInteger(size) ? `${rawOf(prefix) ?? ''}${count}${rawOf(suffix) ?? ''}` : null;
}

function blockCipher(algorithm: 'aes' | 'des3', args: Arguments): CipherSetup | null {
  const [keyed, mode, given] = orderedBy(['key', 'mode', 'iv'], args);
  const [key, name] = [rawOf(keyed), modeOf(mode) ?? (mode?.kind === 'none' ? 'ecb' : null)];
  if (key === null || name === null) return null;
  const vector = rawOf(given) ?? rawOf(args.named.get('nonce')) ?? rawOf(args.named.get('IV'));
  if (name === 'cfb') {
    const size = smallIntOf(args.named.get('segment_size')) ?? 8;
    return { algorithm, mode: size === 8 ? 'cfb8' : 'cfb', key, vector };
  }
  if (name !== 'ctr') return { algorithm, mode: name, key, vector };
  const counter = args.named.get('counter');
  const nonce = vector ?? '';
  const block = counter
    ? counterBlock(madeWith(counter))
    : nonce +
      (countFrom(args.named.get('initial_value'), 16 - nonce.length) ?? '\0'.repeat(16 - nonce.length));
  return block === null ? null : { algorithm, mode: 'ctr', key, vector: block };
}

/** ChaCha20 begins with its counter and a nonce, which share a block. */
function chacha(key: string | null, nonce: string | null, counter: number): CipherSetup | null {
  if (key === null || nonce === null || nonce.length > 12) return null;
  const count = String.fromCharCode(counter).padEnd(16 - nonce.length, '\0');
  return { algorithm: 'chacha20', mode: '', key, vector: count + nonce };
}

function chachaOf(args: Arguments, counter: number): CipherSetup | null {
  const [key, nonce] = orderedBy(['key', 'nonce'], args);
  return chacha(rawOf(key), rawOf(nonce), counter);
}

// pyaes

const PYAES_MODES: Readonly<Record<string, readonly string[]>> = {
  ECB: ['key'],
  CBC: ['key', 'iv'],
  OFB: ['key', 'iv'],
  CFB: ['key', 'iv', 'segment_size'],
  CTR: ['key', 'counter'],
};

function pyaesSetup(mode: string, args: Arguments): CipherSetup | null {
  const [keyed, given, segment] = orderedBy(PYAES_MODES[mode] ?? [], args);
  const key = rawOf(keyed);
  if (key === null) return null;
  const name = mode === 'CFB' && (smallIntOf(segment) ?? 1) === 1 ? 'cfb8' : mode.toLowerCase();
  if (mode !== 'CTR') return { algorithm: 'aes', mode: name, key, vector: rawOf(given) };
  const [start] = madeWith(given);
  return { algorithm: 'aes', mode: 'ctr', key, vector: countFrom(start, 16) ?? '\x01'.padStart(16, '\0') };
}

const PYAES = 'pyaes.AESModeOfOperation';

/** `Decrypter(mode).feed(data)` takes the padding away where blocks have one, when it is told that nothing follows. */
const feed: Method = ([mode], args) => {
  if (args.positional.length === 0) return bytes('');
  const found = decryptNext(madeWith(mode), args);
  const isPadded = mode?.kind === 'ref' && /(?:ECB|CBC)\(\)$/.test(mode.name);
  return isPadded && found?.kind === 'bytes' ? { ...found, text: withoutPadding(found.text) } : found;
};

// cryptography

const HAZMAT = 'cryptography.hazmat.primitives.';
const ALGORITHMS = `${HAZMAT}ciphers.algorithms.`;
const HAZMAT_CIPHER = `${HAZMAT}ciphers.Cipher`;
const AEAD = `${HAZMAT}ciphers.aead.`;
const HAZMAT_ALGORITHMS: Readonly<Record<string, CipherSetup['algorithm']>> = {
  AES: 'aes',
  AES128: 'aes',
  AES256: 'aes',
  TripleDES: 'des3',
  ChaCha20: 'chacha20',
  ARC4: 'rc4',
};
const HAZMAT_MODES = ['ECB', 'CBC', 'CTR', 'CFB', 'CFB8', 'OFB', 'GCM'];

/** `Cipher(algorithm, mode).decryptor()`. */
const decryptor: Method = ([algorithm, mode]) => {
  const named = (value: Value | undefined): string =>
    (value?.kind === 'ref' ? /\.(\w+)\(\)$/.exec(value.name)?.[1] : undefined) ?? '';
  const [keyed, nonce] = madeWith(algorithm);
  const key = rawOf(keyed);
  const kind = HAZMAT_ALGORITHMS[named(algorithm)];
  if (key === null || kind === undefined) return null;
  const vector = rawOf(kind === 'chacha20' ? nonce : madeWith(mode)[0]);
  const setup = { algorithm: kind, mode: named(mode).toLowerCase(), key, vector };
  return decrypting(`${HAZMAT_CIPHER}().decryptor`, setup);
};

/** Decrypts a text with its tag behind it. */
function sealed(setupOf: (key: string, nonce: string) => CipherSetup | null): Method {
  return ([keyed], args) => {
    const [nonce, source] = orderedBy(['nonce', 'data'], args).map((value) => ({
      value,
      text: rawOf(value),
    }));
    const key = rawOf(keyed);
    if (key === null || !nonce || !source || nonce.text === null || source.text === null) return null;
    const setup = setupOf(key, nonce.text);
    const found = setup && startDecryption(setup)?.(source.text.slice(0, -16));
    return typeof found === 'string' ? plain(source.value, found, LAYERS[setup?.algorithm ?? 'aes']) : null;
  };
}

const UNPADDER = `${HAZMAT}padding.PKCS7().unpadder`;

/** An unpadder keeps the last block back until it is told that nothing follows. */
const unpadNext: Method = (made, { positional: [source] }) => {
  const text = rawOf(source);
  if (!source || text === null) return null;
  const all = `${made[0] ? (rawOf(made[0]) ?? '') : ''}${text}`;
  made[0] = bytes(all.slice(-16), source.labels, source.layers);
  return bytes(all.slice(0, -16), source.labels, source.layers);
};

const unpadRest: Method = ([source]) =>
  source ? bytes(withoutPadding(rawOf(source) ?? ''), source.labels, source.layers) : null;

const FERNET = 'cryptography.fernet.Fernet';
const MULTI_FERNET = 'cryptography.fernet.MultiFernet';

/** What is encrypted tells nothing of its key. */
function withoutLabels(model: Model): Model {
  return (args, caller) => {
    const made = model(args, caller);
    return made && { ...made, labels: 0 };
  };
}

function fernet(keys: readonly Value[], args: Arguments): Value | null {
  const [source] = orderedBy(['token'], args);
  const token = rawOf(source);
  for (const keyed of keys) {
    const key = rawOf(keyed);
    const found = key === null || token === null ? null : decryptFernet(key, token);
    if (found !== null && source) return plain(source, found, 'fernet');
  }
  return null;
}

/** `unpad(data, block_size)`, whatever the size. */
const unpad: Model = (args) => {
  const [source] = orderedBy(['data_to_unpad'], args);
  return source?.kind === 'bytes' ? { ...source, text: withoutPadding(source.text) } : (source ?? null);
};

const pycryptodome = (name: string, setupOf: (args: Arguments) => CipherSetup | null): [string, Model] => [
  `Crypto.Cipher.${name}.new`,
  (args) => decrypting(`Crypto.Cipher.${name}.new`, setupOf(args)),
];

/** Constructors of ciphers and what belongs to them, by canonical name: their objects keep key and vector. */
export const CIPHER_MODELS: Readonly<Record<string, Model>> = {
  ...Object.fromEntries([
    pycryptodome('AES', (args) => blockCipher('aes', args)),
    pycryptodome('DES', (args) => blockCipher('des3', args)),
    pycryptodome('DES3', (args) => blockCipher('des3', args)),
    pycryptodome('ARC4', (args) => {
      const key = rawOf(orderedBy(['key'], args)[0]);
      return key === null ? null : { algorithm: 'rc4', mode: '', key, vector: null };
    }),
    pycryptodome('ChaCha20', (args) => chachaOf(args, 0)),
    pycryptodome('ChaCha20_Poly1305', (args) => chachaOf(args, 1)),
  ]),
  [COUNTER]: keptAs(COUNTER, ['nbits', 'prefix', 'suffix', 'initial_value']),
  'Crypto.Util.Padding.unpad': unpad,
  ...Object.fromEntries(
    Object.keys(PYAES_MODES).map((mode): [string, Model] => [
      PYAES + mode,
      (args) => decrypting(PYAES + mode, pyaesSetup(mode, args)),
    ]),
  ),
  'pyaes.Counter': keptAs('pyaes.Counter', ['initial_value']),
  'pyaes.Decrypter': keptAs('pyaes.Decrypter', ['mode']),
  ...Object.fromEntries(
    Object.keys(HAZMAT_ALGORITHMS).map((name): [string, Model] => [
      ALGORITHMS + name,
      keptAs(ALGORITHMS + name, ['key', 'nonce']),
    ]),
  ),
  ...Object.fromEntries(
    HAZMAT_MODES.map((name): [string, Model] => {
      const mode = `${HAZMAT}ciphers.modes.${name}`;
      return [
        mode,
        (args) =>
          holding(
            mode,
            [args.positional[0] ?? [...args.named.values()][0]].flatMap((v) => v ?? []),
          ),
      ];
    }),
  ),
  [HAZMAT_CIPHER]: keptAs(HAZMAT_CIPHER, ['algorithm', 'mode']),
  [`${AEAD}AESGCM`]: keptAs(`${AEAD}AESGCM`, ['key']),
  [`${AEAD}AESCCM`]: keptAs(`${AEAD}AESCCM`, ['key']),
  [`${AEAD}ChaCha20Poly1305`]: keptAs(`${AEAD}ChaCha20Poly1305`, ['key']),
  [`${HAZMAT}padding.PKCS7`]: keptAs(`${HAZMAT}padding.PKCS7`, ['block_size']),
  [FERNET]: withoutLabels(keptAs(FERNET, ['key'])),
  [MULTI_FERNET]: withoutLabels(keptAs(MULTI_FERNET, ['fernets'])),
};

const decrypts = (name: string): [string, Method][] => [
  [`${name}().decrypt`, decryptNext],
  [`${name}().decrypt_and_verify`, decryptNext],
];

/** What is called on the objects of {@link CIPHER_MODELS}, by name. */
export const CIPHER_METHODS: Readonly<Record<string, Method>> = {
  ...Object.fromEntries(
    Object.keys(CIPHER_MODELS)
      .filter((name) => name.startsWith(PYAES) || name.startsWith('Crypto.Cipher.'))
      .flatMap(decrypts),
  ),
  'pyaes.Decrypter().feed': feed,
  [`${HAZMAT_CIPHER}().decryptor`]: decryptor,
  [`${HAZMAT_CIPHER}().decryptor().update`]: decryptNext,
  [`${HAZMAT_CIPHER}().decryptor().finalize`]: nothingLeft,
  [`${HAZMAT_CIPHER}().decryptor().finalize_with_tag`]: nothingLeft,
  [`${AEAD}AESGCM().decrypt`]: sealed((key, vector) => ({ algorithm: 'aes', mode: 'gcm', key, vector })),
  [`${AEAD}AESCCM().decrypt`]: sealed((key, vector) => ({ algorithm: 'aes', mode: 'ccm', key, vector })),
  [`${AEAD}ChaCha20Poly1305().decrypt`]: sealed((key, nonce) => chacha(key, nonce, 1)),
  [UNPADDER]: () => holding(UNPADDER, []),
  [`${UNPADDER}().update`]: unpadNext,
  [`${UNPADDER}().finalize`]: unpadRest,
  [`${FERNET}().decrypt`]: fernet,
  [`${MULTI_FERNET}().decrypt`]: ([keys], args) =>
    fernet(keys?.kind === 'list' ? keys.items.flatMap((key) => madeWith(key)) : [], args),
};
