import { createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { startDecryption } from './decryption.ts';
import { analyzePython } from './facts.ts';

const PAYLOAD = 'import os;print(os.name)';
const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const IV = Buffer.from('fedcba9876543210');

/** What a source runs, with the layers that hid it. */
function run(source: string): string[] {
  return analyzePython(source, { script: true }).codeSinks.map(
    (sink) => `${sink.layers.join('>')}: ${sink.text}`,
  );
}

/** A Fernet token (https://github.com/fernet/spec) at time 0. */
function fernet(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', KEY.subarray(16), IV);
  const body = Buffer.concat([
    Buffer.from([0x80]),
    Buffer.alloc(8),
    IV,
    cipher.update(text, 'utf8'),
    cipher.final(),
  ]);
  const mac = createHmac('sha256', KEY.subarray(0, 16)).update(body).digest();
  return Buffer.concat([body, mac]).toString('base64url');
}

test.each(['cryptography.fernet', 'fernet'])('Fernet of %s with the key in the file', (module) => {
  expect(
    run(
      `from ${module} import Fernet\nexec(Fernet(b'${KEY.toString('base64url')}').decrypt(b'${fernet(PAYLOAD)}'))`,
    ),
  ).toEqual([`fernet: ${PAYLOAD}`]);
});

test('AES with key and vector in the file', () => {
  const cipher = createCipheriv('aes-256-cbc', KEY, IV);
  const hidden = Buffer.concat([cipher.update(PAYLOAD, 'utf8'), cipher.final()]).toString('hex');
  const setup = 'from Crypto.Cipher import AES\nfrom Crypto.Util.Padding import unpad\n';
  const made = `AES.new(b'${KEY.toString('latin1')}', AES.MODE_CBC, b'${IV.toString('latin1')}')`;

  expect(run(`${setup}exec(unpad(${made}.decrypt(bytes.fromhex('${hidden}')), 16))`)).toEqual([
    `hex>aes: ${PAYLOAD}`,
  ]);
});

// The first test vector that Wikipedia gives for RC4.
test('RC4 with the key in the file', () => {
  expect(
    run(
      "from Crypto.Cipher import ARC4\nexec(ARC4.new(b'Key').decrypt(bytes.fromhex('BBF316E8D940AF0AD3')))",
    ),
  ).toEqual(['hex>rc4: Plaintext']);
});

/** A payload as OpenSSL encrypts it, in hexadecimal. */
function encrypted(cipher: string, vector: Buffer | null, key = KEY, isPadded = false): string {
  const made = createCipheriv(cipher, key, vector);
  made.setAutoPadding(isPadded);
  return Buffer.concat([made.update(PAYLOAD, 'utf8'), made.final()]).toString('hex');
}

const TAG = '00'.repeat(16);
const K = `b'${KEY.toString('latin1')}'`;
const V = `b'${IV.toString('latin1')}'`;
const NONCE = IV.subarray(0, 12);
const hidden = (text: string): string => `bytes.fromhex('${text}')`;
const block = (start: Buffer, last = 0): Buffer =>
  Buffer.concat([start, Buffer.alloc(16 - start.length)]).fill(last, 15);

test.each([
  [
    'CTR with a nonce of eight bytes',
    `AES.new(${K}, AES.MODE_CTR, nonce=b'fedcba98').decrypt(${hidden(encrypted('aes-256-ctr', block(IV.subarray(0, 8))))})`,
  ],
  [
    'CTR with a counter',
    `AES.new(${K}, AES.MODE_CTR, counter=Counter.new(128)).decrypt(${hidden(encrypted('aes-256-ctr', block(Buffer.alloc(0), 1)))})`,
  ],
  [
    'CTR with a counter behind a prefix',
    `AES.new(${K}, AES.MODE_CTR, counter=Counter.new(64, prefix=b'fedcba98', initial_value=7)).decrypt(${hidden(encrypted('aes-256-ctr', block(IV.subarray(0, 8), 7)))})`,
  ],
  [
    'CFB of whole blocks',
    `AES.new(${K}, AES.MODE_CFB, ${V}, segment_size=128).decrypt(${hidden(encrypted('aes-256-cfb', IV))})`,
  ],
  ['CFB of bytes', `AES.new(${K}, AES.MODE_CFB, ${V}).decrypt(${hidden(encrypted('aes-256-cfb8', IV))})`],
  [
    'GCM that is verified',
    `AES.new(${K}, AES.MODE_GCM, nonce=${V}).decrypt_and_verify(${hidden(encrypted('aes-256-gcm', IV))}, ${hidden(TAG)})`,
  ],
  [
    'parts of one text',
    `(lambda c, d: b''.join(c.decrypt(d[i:i + 16]) for i in range(0, len(d), 16)))(AES.new(${K}, AES.MODE_OFB, ${V}), ${hidden(encrypted('aes-256-ofb', IV))})`,
  ],
  [
    'hazmat, CBC with padding',
    `(lambda d, u, t: (lambda p: u.update(p) + u.finalize())(d.update(t) + d.finalize()))(Cipher(algorithms.AES(${K}), modes.CBC(${V}), backend=None).decryptor(), padding.PKCS7(128).unpadder(), ${hidden(encrypted('aes-256-cbc', IV, KEY, true))})`,
  ],
  [
    'hazmat, CTR',
    `Cipher(algorithms.AES(${K}), modes.CTR(${V})).decryptor().update(${hidden(encrypted('aes-256-ctr', IV))})`,
  ],
  [
    'hazmat, ChaCha20',
    `Cipher(algorithms.ChaCha20(${K}, ${V}), mode=None).decryptor().update(${hidden(encrypted('chacha20', IV))})`,
  ],
  [
    'AESGCM',
    `AESGCM(${K}).decrypt(b'${NONCE.toString()}', ${hidden(encrypted('aes-256-gcm', NONCE) + TAG)}, None)`,
  ],
  [
    'ChaCha20Poly1305',
    `ChaCha20Poly1305(key=${K}).decrypt(b'${NONCE.toString()}', ${hidden(encrypted('chacha20', Buffer.concat([Buffer.from([1, 0, 0, 0]), NONCE])) + TAG)}, None)`,
  ],
  [
    'pyaes, CTR',
    `pyaes.AESModeOfOperationCTR(${K}).decrypt(${hidden(encrypted('aes-256-ctr', block(Buffer.alloc(0), 1)))})`,
  ],
  [
    'pyaes, CBC with padding',
    `(lambda d: d.feed(${hidden(encrypted('aes-256-cbc', IV, KEY, true))}) + d.feed())(pyaes.Decrypter(pyaes.AESModeOfOperationCBC(${K}, iv=${V})))`,
  ],
])('a cipher with key and vector in the file: %s', (_how, expression) => {
  const setup =
    'import pyaes\nfrom Cryptodome.Cipher import AES\nfrom Crypto.Util import Counter\n' +
    'from cryptography.hazmat.primitives import padding\n' +
    'from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\n' +
    'from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305\n';

  expect(run(`${setup}exec(${expression})`)).toEqual([
    expect.stringMatching(new RegExp(`^hex>(?:aes|chacha20): ${PAYLOAD.replace(/[()]/g, '\\$&')}$`)),
  ]);
});

const HASHED = createHash('sha256').update('pw').digest();
const STRETCHED = pbkdf2Sync('pw', 'salt', 1000, 32, 'sha256');

test.each([
  ["hashlib.pbkdf2_hmac('sha256', b'pw', b'salt', 1000)", STRETCHED],
  [
    "PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=b'salt', iterations=1000, backend=None).derive(b'pw')",
    STRETCHED,
  ],
  ["PBKDF2('pw', b'salt', dkLen=32)", pbkdf2Sync('pw', 'salt', 1000, 32, 'sha1')],
  [
    "PBKDF2('pw', b'salt', 32, count=10, hmac_hash_module=SHA256)",
    pbkdf2Sync('pw', 'salt', 10, 32, 'sha256'),
  ],
  [
    "hashlib.scrypt(b'pw', salt=b'salt', n=1024, r=8, p=1, dklen=32)",
    scryptSync('pw', 'salt', 32, { N: 1024 }),
  ],
  ["hashlib.new('sha256', b'pw').digest()", HASHED],
  ["(lambda h: [h.update(b'p'), h.update(b'w'), h.digest()])(hashlib.sha256())[-1]", HASHED],
  ["SHA256.new(b'pw').digest()", HASHED],
] as const)('a key that the file makes: %s', (made, key) => {
  const setup =
    'import hashlib, base64\nfrom Crypto.Cipher import AES\nfrom Crypto.Hash import SHA256\n' +
    'from Crypto.Protocol.KDF import PBKDF2\nfrom cryptography.hazmat.primitives import hashes\n' +
    'from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC\n';

  expect(
    run(
      `${setup}exec(AES.new(${made}, AES.MODE_OFB, ${V}).decrypt(${hidden(encrypted('aes-256-ofb', IV, key))}))`,
    ),
  ).toEqual([`hex>aes: ${PAYLOAD}`]);
});

test('a key that takes more rounds than one source is worth stays unknown', () => {
  const started = Date.now();
  const source = `import hashlib\nfor i in range(1000):\n    k = hashlib.pbkdf2_hmac('sha256', b'pw', b'%d' % i, 1000000, 512)\nexec(k)`;

  expect(run(source)).toEqual([': null']);
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('Fernet with a key of many, and one that is a digest', () => {
  const token = fernet(PAYLOAD);

  expect(
    run(
      `from cryptography.fernet import Fernet, MultiFernet\nexec(MultiFernet([Fernet(b'${Buffer.alloc(32).toString('base64url')}'), Fernet(b'${KEY.toString('base64url')}')]).decrypt(b'${token}'))`,
    ),
  ).toEqual([`fernet: ${PAYLOAD}`]);
  expect(
    run(
      `import base64\nfrom cryptography.fernet import Fernet\nexec(Fernet(base64.urlsafe_b64encode(b'${KEY.toString('latin1')}')).decrypt(b'${token}'))`,
    ),
  ).toEqual([`fernet: ${PAYLOAD}`]);
});

// The second test vector of "The EAX Mode of Operation" (Bellare, Rogaway, Wagner, 2004).
test('EAX begins with the digest of its nonce', () => {
  const [key, vector, data] = [
    '91945D3F4DCBEE0BF45EF52255F095A4',
    'BECAF043B0A23D843194BA972C66DEBD',
    '19DD',
  ].map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
  const decrypt = startDecryption({ algorithm: 'aes', mode: 'eax', key: key ?? '', vector: vector ?? '' });

  expect(Buffer.from(decrypt?.(data ?? '') ?? '', 'latin1').toString('hex')).toBe('f7fb');
});
