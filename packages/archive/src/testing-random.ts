/** mulberry32: small, seeded, good enough to wander through inputs the same way each time. Numbers in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of several. */
export function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** Bytes that do not compress, the same for the same seed. */
export function noise(sizeBytes: number, seed = 1): Buffer {
  const random = createRandom(seed);
  const bytes = Buffer.allocUnsafe(Math.ceil(sizeBytes / 4) * 4);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
  return bytes.subarray(0, sizeBytes);
}

/** Changes, removes, doubles and moves bytes of an archive. */
export function damage(random: () => number, original: Buffer): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let i = 0; i < 1 + random() * 6; i++) {
    const at = Math.floor(random() * bytes.length);
    const length = Math.floor(random() ** 4 * (bytes.length - at));
    const part = bytes.subarray(at, at + length);
    const choice = random();
    if (choice < 0.5) bytes[at] = pick(random, [0, 0xff, 0x50, 0x80, Math.floor(random() * 256)]);
    else if (choice < 0.6) part.fill(pick(random, [0, 0xff]));
    else if (choice < 0.75) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (choice < 0.9) bytes = Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes, part]);
  }
  return bytes;
}
