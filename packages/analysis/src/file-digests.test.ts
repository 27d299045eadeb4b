import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createFileDigests } from './file-digests.ts';

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('bytes are told by their place in one buffer and by their length, and by what they are elsewhere', () => {
  const archive = new TextEncoder().encode('one two three');
  const sha256Of = createFileDigests();
  for (const [start, end] of [
    [0, 3],
    [4, 7],
    [0, 3],
    [0, 13],
    [4, 4],
  ] as const) {
    expect(sha256Of(archive.subarray(start, end))).toBe(sha256(archive.subarray(start, end)));
  }
  // Of the same place and length in other buffers, as when a file of a directory is read twice.
  for (const text of ['six', 'ten']) {
    const bytes = new TextEncoder().encode(text);
    expect(sha256Of(bytes)).toBe(sha256(bytes));
  }
});
