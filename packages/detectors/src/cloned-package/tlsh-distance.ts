/** Circles that a byte, and a ratio, of a digest's head are on; what is further apart than one step weighs so much more. */
const LENGTHS = 256;
const RATIOS = 16;
const STEP_WEIGHT = 12;
/** Two bits of the body that are as far apart as they can be weigh twice as much as their difference. */
const FAR = { apart: 3, weight: 6 } as const;

function nibbles(digest: string): number[] {
  return Array.from(digest.slice(2), (digit) => Number.parseInt(digit, 16));
}

function around(a: number, b: number, circle: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, circle - apart);
}

function ratioDistance(a: number, b: number): number {
  const apart = around(a, b, RATIOS);
  return apart <= 1 ? apart : (apart - 1) * STEP_WEIGHT;
}

function bodyDistance(a: number, b: number): number {
  let sum = 0;
  for (const shift of [0, 2]) {
    const apart = Math.abs(((a >> shift) & 3) - ((b >> shift) & 3));
    sum += apart === FAR.apart ? FAR.weight : apart;
  }
  return sum;
}

/**
 * How far two TLSH digests (`T1` and 70 hex digits) are apart: 0 for the same, below 70 for texts of which most is the
 * same, about 250 for any two (Oliver, Cheng, Chen 2013, section III; checked against the reference, copied.test.ts).
 */
export function tlshDistance(a: string, b: string): number {
  const [ours, theirs] = [nibbles(a), nibbles(b)];
  const at = (list: readonly number[], index: number): number => list[index] ?? 0;
  // Bytes of the head are written with their halves in turn.
  const byte = (list: readonly number[], index: number): number =>
    (at(list, index * 2 + 1) << 4) | at(list, index * 2);
  const length = around(byte(ours, 1), byte(theirs, 1), LENGTHS);
  let sum = byte(ours, 0) === byte(theirs, 0) ? 0 : 1;
  sum += length <= 1 ? length : length * STEP_WEIGHT;
  for (const half of [4, 5]) sum += ratioDistance(at(ours, half), at(theirs, half));
  for (let index = 6; index < ours.length; index++) sum += bodyDistance(at(ours, index), at(theirs, index));
  return sum;
}
