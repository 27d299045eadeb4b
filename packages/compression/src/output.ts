import { Damaged } from './unpacking.ts';

/** What comes out, which is what matches refer back to. */
export interface Output {
  bytes: Uint8Array;
  size: number;
  readonly max: number;
}

/** Adds a byte, and room for more where it is needed. */
export function put(output: Output, byte: number): void {
  if (output.size >= output.max) throw new Damaged('full');
  if (output.size === output.bytes.length) {
    const grown = new Uint8Array(Math.min(output.max, output.bytes.length * 2));
    grown.set(output.bytes);
    output.bytes = grown;
  }
  output.bytes[output.size++] = byte;
}
