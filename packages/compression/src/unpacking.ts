/** How compressed data end: `full` when they give more than was allowed. */
export interface PackedEnd {
  readonly end: 'complete' | 'truncated' | 'corrupt' | 'full';
  /** Bytes of the streams that were unpacked as a whole. */
  readonly packedBytes: number;
}

/** What comes out of compressed data, in order, and how they end; nobody has to take all of it. */
export type Unpacking = Generator<Uint8Array, PackedEnd, undefined>;

/** Data that cannot be unpacked any further; told by a {@link PackedEnd} at the boundary. */
export class Damaged extends Error {
  readonly how: Exclude<PackedEnd['end'], 'complete'>;

  constructor(how: Exclude<PackedEnd['end'], 'complete'>) {
    super(how);
    this.how = how;
  }
}

/** All that comes out; null where that is not all there was. */
export function wholeOf(unpacking: Unpacking): Uint8Array | null {
  const parts: Uint8Array[] = [];
  for (;;) {
    const { done, value } = unpacking.next();
    if (!done) parts.push(value);
    else return value.end === 'complete' ? Buffer.concat(parts) : null;
  }
}
