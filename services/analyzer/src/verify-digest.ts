import { DIGEST_ALGORITHMS, type Digests, type Verification } from '@weir/model';

/**
 * Compares the strongest digest that a registry declares with the same one measured over the bytes. Pure.
 * @param measured lower-case hex by algorithm.
 */
export function verifyDigest(declared: Digests, measured: Readonly<Record<string, string>>): Verification {
  const algorithm = DIGEST_ALGORITHMS.find(
    (name) => declared[name] !== undefined && measured[name] !== undefined,
  );
  if (algorithm === undefined) return { outcome: 'unverified', algorithm: null };
  return { outcome: declared[algorithm] === measured[algorithm] ? 'match' : 'mismatch', algorithm };
}
