import { AppError, type ArtifactEntry, type ArtifactView, type ByteRange } from '@weir/model';

/** An artifact view over files in memory, by path: for samples and tests of the middle, which needs no archive. */
export function createMemoryView(files: Readonly<Record<string, string | Uint8Array>>): ArtifactView {
  const contents = Object.values(files).map((content) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  );
  const entries: ArtifactEntry[] = Object.keys(files).map((path, index) => ({
    index,
    path,
    kind: 'file',
    sizeBytes: contents[index]?.length ?? 0,
    mode: 0o644,
    linkTarget: null,
  }));
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const contentOf = (index: number, range?: ByteRange): Uint8Array => {
    const content = contents[index];
    if (!content) throw new AppError('ARCHIVE_ENTRY', `no member ${index}`, { retriable: false });
    return range ? content.subarray(range.start, range.end) : content;
  };
  return {
    entries,
    problems: [],
    complete: true,
    unpackedBytes,
    facts: {
      container: 'memory',
      packedBytes: 0,
      ratio: null,
      depth: 0,
      prefixBytes: 0,
      trailingBytes: 0,
      gapBytes: 0,
      comment: null,
      oldestMs: null,
      newestMs: null,
    },
    unread: { members: [], restCount: 0 },
    find: (path) => entries.findLast((entry) => entry.path === path) ?? null,
    read: async (index, range) => contentOf(index, range),
    async *open(index, range) {
      yield contentOf(index, range);
    },
    linear: () => ({ complete: true, async *[Symbol.asyncIterator]() {} }),
    async [Symbol.asyncDispose]() {},
  };
}
