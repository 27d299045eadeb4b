import type { ArtifactEntry, ArtifactView } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { createMemberReader } from './member-reader.ts';
import { createMemoryView } from './memory-view.ts';

function counted(files: Record<string, string>) {
  const inner = createMemoryView(files);
  const reads: number[] = [];
  const view: ArtifactView = {
    ...inner,
    read(index, range) {
      reads.push(index);
      return inner.read(index, range);
    },
  };
  const entry = (path: string): ArtifactEntry => {
    const found = view.find(path);
    if (!found) throw new Error(`no ${path}`);
    return found;
  };
  return { view, reads, entry };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('a member reader', () => {
  test('reads a small member once, and gives parts of it', async () => {
    const { view, reads, entry } = counted({ 'a.js': '0123456789' });
    const read = createMemberReader(view);

    expect(text(await read(entry('a.js'), { start: 0, end: 4 }))).toBe('0123');
    expect(text(await read(entry('a.js')))).toBe('0123456789');
    expect(reads).toHaveLength(2);
    for (const [start, end, part] of [
      [0, 4, '0123'],
      [8, 99, '89'],
      [-4, 2, '01'],
      [99, 120, ''],
    ] as const)
      expect(text(await read(entry('a.js'), { start, end }))).toBe(part);
    expect(text(await read(entry('a.js')))).toBe('0123456789');
    expect(reads).toHaveLength(2);
  });

  test('keeps no large ones, and not too many', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `${i}.js`);
    const { view, reads, entry } = counted({
      'large.js': 'x'.repeat(300 * 1024),
      ...Object.fromEntries(names.map((name) => [name, 'x'.repeat(256 * 1024)])),
    });
    const read = createMemberReader(view);
    for (let round = 0; round < 2; round++)
      for (const name of ['large.js', ...names])
        expect((await read(entry(name))).length).toBe(entry(name).sizeBytes);

    expect(reads.filter((index) => index === entry('large.js').index)).toHaveLength(2);
    expect(reads).toHaveLength(2 + 32 + 8 * 2);
  });
});
