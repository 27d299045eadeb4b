/**
 * TLSH, the locality-sensitive digest of Trend Micro (Oliver, Cheng, Chen 2013): 128 buckets, 1 byte of checksum,
 * version `T1`, written after the paper and checked against the reference implementation (tlsh.test.ts). The port on
 * npm (`tlsh` 1.0.8) reads strings, refuses what is shorter than 512 bytes, and takes ten times as long.
 */

/** Pearson's permutation (Comm. ACM 33/6, 1990), which TLSH hashes with. */
const T = Uint8Array.from([
  1, 87, 49, 12, 176, 178, 102, 166, 121, 193, 6, 84, 249, 230, 44, 163, 14, 197, 213, 181, 161, 85, 218, 80,
  64, 239, 24, 226, 236, 142, 38, 200, 110, 177, 104, 103, 141, 253, 255, 50, 77, 101, 81, 18, 45, 96, 31,
  222, 25, 107, 190, 70, 86, 237, 240, 34, 72, 242, 20, 214, 244, 227, 149, 235, 97, 234, 57, 22, 60, 250, 82,
  175, 208, 5, 127, 199, 111, 62, 135, 248, 174, 169, 211, 58, 66, 154, 106, 195, 245, 171, 17, 187, 182, 179,
  0, 243, 132, 56, 148, 75, 128, 133, 158, 100, 130, 126, 91, 13, 153, 246, 216, 219, 119, 68, 223, 78, 83,
  88, 201, 99, 122, 11, 92, 32, 136, 114, 52, 10, 138, 30, 48, 183, 156, 35, 61, 26, 143, 74, 251, 94, 129,
  162, 63, 152, 170, 7, 115, 167, 241, 206, 3, 150, 55, 59, 151, 220, 90, 53, 23, 131, 125, 173, 15, 238, 79,
  95, 89, 16, 105, 137, 225, 224, 217, 160, 37, 123, 118, 73, 2, 157, 46, 116, 9, 145, 134, 228, 207, 212,
  202, 215, 69, 229, 27, 188, 67, 124, 168, 252, 42, 4, 29, 108, 21, 247, 19, 205, 39, 203, 233, 40, 186, 147,
  198, 192, 155, 33, 164, 191, 98, 204, 165, 180, 117, 76, 140, 36, 210, 172, 41, 54, 159, 8, 185, 232, 113,
  196, 231, 47, 146, 120, 51, 65, 28, 144, 254, 221, 93, 189, 194, 139, 112, 43, 71, 109, 184, 209,
]);

/** Fewer bytes have no digest (reference: MIN_DATA_LENGTH). */
export const TLSH_BYTES_MIN = 50;
const BUCKETS = 128;
const WINDOW = 5;

/** Salts of the triplets, and of the checksum (0). */
const SALTS = [0, 2, 3, 5, 7, 11, 13];
const ROW = 256;

/**
 * The permutation, and behind it every triplet's first step, `T[T[salt] ^ byte]`, for each of the salts: in one array,
 * whose address and length are looked up once for all of them.
 */
const STEPS = Uint8Array.from([
  ...T,
  ...SALTS.flatMap((salt) => Array.from({ length: ROW }, (_, byte) => T[(T[salt] ?? 0) ^ byte] ?? 0)),
]);

/** Counts the six triplets of each window of five bytes; returns the checksum. */
function countTriplets(bytes: Uint8Array, counts: Uint32Array): number {
  const steps = STEPS;
  const length = bytes.length;
  // By what the last step of the permutation is made of: it is taken once for each bucket and not for each triplet.
  const unpermuted = new Int32Array(ROW);
  let checksum = 0;
  let c4 = bytes[0] ?? 0;
  let c3 = bytes[1] ?? 0;
  let c2 = bytes[2] ?? 0;
  let c1 = bytes[3] ?? 0;
  // One name at a time: a list of them would be made anew for each byte, three megabytes for a median package.
  for (let at = WINDOW - 1; at < length; at++) {
    const c0 = bytes[at] as number;
    checksum = steps[(steps[(steps[ROW + c0] as number) ^ c1] as number) ^ checksum] as number;
    (unpermuted[(steps[(steps[2 * ROW + c0] as number) ^ c1] as number) ^ c2] as number)++;
    (unpermuted[(steps[(steps[3 * ROW + c0] as number) ^ c1] as number) ^ c3] as number)++;
    (unpermuted[(steps[(steps[4 * ROW + c0] as number) ^ c2] as number) ^ c3] as number)++;
    (unpermuted[(steps[(steps[5 * ROW + c0] as number) ^ c2] as number) ^ c4] as number)++;
    (unpermuted[(steps[(steps[6 * ROW + c0] as number) ^ c1] as number) ^ c4] as number)++;
    (unpermuted[(steps[(steps[7 * ROW + c0] as number) ^ c3] as number) ^ c4] as number)++;
    c4 = c3;
    c3 = c2;
    c2 = c1;
    c1 = c0;
  }
  for (let at = 0; at < ROW; at++) counts[steps[at] as number] = unpermuted[at] as number;
  return checksum;
}

/** The length on a logarithmic scale (reference: l_capturing). */
function lengthByte(length: number): number {
  const log = Math.log(length);
  if (length <= 656) return Math.floor(log / 0.4054651) & 0xff;
  if (length <= 3199) return Math.floor(log / 0.26236426 - 8.72777) & 0xff;
  return Math.floor(log / 0.09531018 - 62.5472) & 0xff;
}

function ratio(part: number, whole: number): number {
  return Math.floor(Math.fround(Math.fround(part * 100) / Math.fround(whole))) % 16;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function swapped(value: number): string {
  return hexByte(((value & 0x0f) << 4) | (value >> 4));
}

/** `T1` and 70 hex digits; null for bytes that are too few or too uniform to have a digest. */
export function tlshOf(bytes: Uint8Array): string | null {
  if (bytes.length < TLSH_BYTES_MIN) return null;
  const all = new Uint32Array(256);
  const checksum = countTriplets(bytes, all);
  const counts = all.subarray(0, BUCKETS);
  const sorted = counts.toSorted();
  const [q1 = 0, q2 = 0, q3 = 0] = [sorted[31], sorted[63], sorted[95]];
  // More than half of the buckets must be in use.
  if (q3 === 0 || (sorted[BUCKETS / 2 - 1] ?? 0) === 0) return null;
  let body = '';
  for (let group = BUCKETS - 4; group >= 0; group -= 4) {
    let packed = 0;
    for (let at = 3; at >= 0; at--) {
      const count = counts[group + at] ?? 0;
      packed = (packed << 2) | (count > q3 ? 3 : count > q2 ? 2 : count > q1 ? 1 : 0);
    }
    body += hexByte(packed);
  }
  const ratios = (ratio(q2, q3) << 4) | ratio(q1, q3);
  return `T1${(swapped(checksum) + swapped(lengthByte(bytes.length)) + swapped(ratios) + body).toUpperCase()}`;
}
