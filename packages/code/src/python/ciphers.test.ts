import { createCipheriv, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
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
