import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodePack, encodePack } from './pack.ts';

const FILES = [
  { path: 'index.js', bytes: Buffer.from('module.exports = 1;\n') },
  { path: '../../etc/passwd', bytes: Buffer.from([0, 255, 10, 0]) },
  { path: 'empty', bytes: Buffer.alloc(0) },
];

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('packs', () => {
  it('give back each file with the digest that was measured', () => {
    const files = decodePack(encodePack(FILES));

    expect(files.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes) }))).toEqual(FILES);
    expect(files.map((file) => file.sha256)).toEqual(FILES.map(({ bytes }) => sha256(bytes)));
  });

  it('believe nobody about a digest', () => {
    const lying = [{ path: 'a', sha256: 'f'.repeat(64), bytes: Buffer.from('a') }];

    expect(decodePack(encodePack(lying))[0]?.sha256).toBe(sha256(Buffer.from('a')));
  });

  it('are equal for equal files, and hold none', () => {
    expect(encodePack(FILES).equals(encodePack(FILES.map((file) => ({ ...file }))))).toBe(true);
    expect(decodePack(encodePack([]))).toEqual([]);
  });

  it.each([
    ['something else', () => Buffer.from('not a pack at all')],
    ['nothing', () => Buffer.alloc(0)],
    ['a cut one', () => encodePack(FILES).subarray(0, -15)],
    ['a header without end', () => Buffer.concat([Buffer.from('WEIRPACK1\n'), Buffer.alloc(4, 255)])],
    [
      'changed bytes',
      () => {
        const pack = encodePack(FILES);
        pack[pack.length - 1] = 7;
        return pack;
      },
    ],
  ])('refuse %s', (_, make) => {
    expect(() => decodePack(make())).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_PACK', retriable: false }),
    );
  });
});
