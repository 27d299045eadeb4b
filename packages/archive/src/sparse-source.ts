import { type FileHandle, open } from 'node:fs/promises';
import type { ByteRange } from '@weir/model';
import { type ByteSource, fileSource } from './byte-source.ts';

/**
 * A file of which only some ranges were fetched. Readers are told which (`has`) and treat it as remote: they look at
 * nothing that they can do without. What is not there reads as the zeros that stand in its place.
 */
export async function openSparseSource(
  path: string,
  sizeBytes: number,
  present: readonly ByteRange[],
): Promise<ByteSource> {
  const file: FileHandle = await open(path, 'r');
  return {
    ...fileSource(file, sizeBytes),
    remote: true,
    has: (offset, lengthBytes) =>
      present.some(({ start, end }) => offset >= start && offset + lengthBytes <= end),
  };
}
