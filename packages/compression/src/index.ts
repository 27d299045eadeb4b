/** Formats of compression that Node does not unpack. */
export { bunzip2, eachBunzip2 } from './bzip2.ts';
export { eachUnxz, unlzma, unlzma2 } from './lzma.ts';
export type { PackedEnd, Unpacking } from './unpacking.ts';
