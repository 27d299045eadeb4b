import { describe, expect, it } from 'vitest';
import { verifyDigest } from './verify-digest.ts';

const measured = { sha256: 'a'.repeat(64), sha512: 'b'.repeat(128), sha1: 'c'.repeat(40) };

describe('verifyDigest', () => {
  it.each([
    [{ sha512: 'b'.repeat(128) }, 'match', 'sha512'],
    // Only the strongest counts: a weak digest is cheap to keep while bytes change.
    [{ sha512: 'd'.repeat(128), sha1: 'c'.repeat(40) }, 'mismatch', 'sha512'],
    [{ sha1: 'c'.repeat(40), md5: 'e'.repeat(32) }, 'match', 'sha1'],
    [{ md5: 'e'.repeat(32) }, 'unverified', null],
    [{ blake2b_256: 'f'.repeat(64), sha256: 'a'.repeat(64) }, 'match', 'sha256'],
    [{}, 'unverified', null],
  ])('of %j is %s', (declared, outcome, algorithm) => {
    expect(verifyDigest(declared, measured)).toEqual({ outcome, algorithm });
  });
});
