import { AppError, type ArtifactEntry, type ArtifactView } from '@weir/model';

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
  return {
    entries,
    problems: [],
    complete: true,
    unpackedBytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0),
    async read(index, range) {
      const content = contents[index];
      if (!content) throw new AppError('ARCHIVE_ENTRY', `no member ${index}`, { retriable: false });
      return range ? content.subarray(range.start, range.end) : content;
    },
    async [Symbol.asyncDispose]() {},
  };
}
