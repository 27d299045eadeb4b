import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { LAYER_CHARS_MAX } from '../limits.ts';

/** Decrypts the next part of a stream, both Latin-1; null where it cannot be decrypted. */
export type Decryption = (data: string) => string | null;

/** How a text was encrypted. */
export interface CipherSetup {
  readonly algorithm: 'aes' | 'des3' | 'chacha20' | 'rc4';
  /** `ctr` and what else OpenSSL knows, `eax` and `ccm`; of no meaning for a stream cipher. */
  readonly mode: string;
  /** Bytes as Latin-1, as everywhere here. */
  readonly key: string;
  readonly vector: string | null;
}

const BLOCK = 16;
/** Modes that take whole blocks only. */
const IN_BLOCKS = /^(?:ecb|cbc)$/;
const KEY_SIZES: Readonly<Record<string, readonly number[]>> = {
  aes: [16, 24, 32],
  des3: [8, 16, 24],
  chacha20: [32],
};

const toBytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A block twice as long by the rule of CMAC (RFC 4493, section 2.3). */
function doubled(block: Buffer): Buffer {
  const out = Buffer.alloc(BLOCK);
  for (let at = 0; at < BLOCK; at++) out[at] = ((block[at] ?? 0) << 1) | ((block[at + 1] ?? 0) >> 7);
  if (((block[0] ?? 0) & 0x80) !== 0) out[BLOCK - 1] = (out[BLOCK - 1] ?? 0) ^ 0x87;
  return out;
}

/** Where the counter of EAX begins: the CMAC of the nonce behind a block of zeros. */
function eaxCounter(key: Buffer, nonce: Buffer): Buffer {
  const encrypt = (block: Buffer): Buffer => {
    const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
    cipher.setAutoPadding(false);
    return cipher.update(block);
  };
  const whole = nonce.length % BLOCK === 0;
  let subkey = doubled(encrypt(Buffer.alloc(BLOCK)));
  if (!whole) subkey = doubled(subkey);
  const text = Buffer.concat([Buffer.alloc(BLOCK), nonce, ...(whole ? [] : [Buffer.from([0x80])])]);
  const padded = Buffer.concat([text, Buffer.alloc((BLOCK - (text.length % BLOCK)) % BLOCK)]);
  let state: Buffer = Buffer.alloc(BLOCK);
  for (let at = 0; at < padded.length; at += BLOCK) {
    const isLast = at + BLOCK === padded.length;
    const mixed = Buffer.alloc(BLOCK);
    for (let i = 0; i < BLOCK; i++)
      mixed[i] = (padded[at + i] ?? 0) ^ (state[i] ?? 0) ^ (isLast ? (subkey[i] ?? 0) : 0);
    state = encrypt(mixed);
  }
  return state;
}

/** The counter block of CCM (RFC 3610, section 2.3) with which the text begins. */
function ccmCounter(nonce: Buffer): Buffer {
  const out = Buffer.alloc(BLOCK);
  out[0] = 14 - nonce.length;
  nonce.copy(out, 1);
  out[BLOCK - 1] = 1;
  return out;
}

/** What OpenSSL calls a cipher, and what it begins with. */
function openSslName({ algorithm, mode, vector }: CipherSetup, key: Buffer): [string, Buffer | null] {
  const iv = toBytes(vector ?? '\0'.repeat(algorithm === 'des3' ? 8 : BLOCK));
  if (algorithm === 'chacha20') return ['chacha20', iv];
  if (algorithm === 'des3') return [`des-ede3-${mode}`, mode === 'ecb' ? null : iv];
  const name = `aes-${key.length * 8}-`;
  if (mode === 'eax') return [`${name}ctr`, eaxCounter(key, iv)];
  if (mode === 'ccm') return [`${name}ctr`, ccmCounter(iv)];
  return [name + mode, mode === 'ecb' ? null : iv];
}

/** Begins to decrypt; padding and tags are left to whoever asks. Null for what no cipher is like. */
export function startDecryption(setup: CipherSetup): Decryption | null {
  if (setup.algorithm === 'rc4') return setup.key === '' ? null : startRc4(setup.key);
  if (!KEY_SIZES[setup.algorithm]?.includes(setup.key.length)) return null;
  // A key of DES is one of three parts of a key of triple DES, and all of them where it stands alone.
  const whole = setup.algorithm === 'des3' ? setup.key.repeat(3).slice(0, 24) : setup.key;
  const key = toBytes(whole);
  try {
    const [name, iv] = openSslName(setup, key);
    const decipher = createDecipheriv(name, key, iv);
    decipher.setAutoPadding(false);
    const size = setup.algorithm === 'des3' ? 8 : BLOCK;
    return (data) => {
      if (data.length > LAYER_CHARS_MAX || (IN_BLOCKS.test(setup.mode) && data.length % size !== 0))
        return null;
      return decipher.update(toBytes(data)).toString('latin1');
    };
  } catch {
    // A vector or a mode that does not fit: unknown.
    return null;
  }
}

/** Takes padding of PKCS #7 away; what ends otherwise stays as it is. */
export function withoutPadding(text: string): string {
  const count = text.charCodeAt(text.length - 1);
  return count >= 1 && count <= BLOCK ? text.slice(0, -count) : text;
}

/** Decrypts a Fernet token (https://github.com/fernet/spec) with its base64 key; null when it is not of that key. */
export function decryptFernet(key: string, token: string): string | null {
  const secret = Buffer.from(key, 'base64url');
  const data = Buffer.from(token, 'base64url');
  if (secret.length !== 32 || data.length < 73 || data[0] !== 0x80 || data.length > LAYER_CHARS_MAX)
    return null;
  const mac = createHmac('sha256', secret.subarray(0, 16)).update(data.subarray(0, -32)).digest();
  if (!timingSafeEqual(mac, data.subarray(-32))) return null;
  const decrypt = startDecryption({
    algorithm: 'aes',
    mode: 'cbc',
    key: secret.toString('latin1', 16),
    vector: data.toString('latin1', 9, 25),
  });
  const plain = decrypt?.(data.toString('latin1', 25, data.length - 32)) ?? null;
  return plain === null ? null : withoutPadding(plain);
}

/** Begins RC4 with a key. */
function startRc4(key: string): Decryption {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + key.charCodeAt(i % key.length)) & 255;
    [state[i], state[j]] = [state[j] ?? 0, state[i] ?? 0];
  }
  let [i, j] = [0, 0];
  return (data) => {
    const out = Buffer.alloc(data.length);
    for (let at = 0; at < data.length; at++) {
      i = (i + 1) & 255;
      j = (j + (state[i] ?? 0)) & 255;
      [state[i], state[j]] = [state[j] ?? 0, state[i] ?? 0];
      out[at] = data.charCodeAt(at) ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
    }
    return out.toString('latin1');
  };
}
