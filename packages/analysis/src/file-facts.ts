import { createHash } from 'node:crypto';
import {
  type ArtifactEntry,
  type ArtifactView,
  byStageAndPath,
  COMPACT_FACTS_MAX,
  COMPACT_TEXT_MAX,
  type CompactFacts,
  type FactFile,
  type Stage,
  safeText,
} from '@weir/model';
import type { KeepBudget, KeptFile } from './api.ts';
import type { EntryGraph } from './entry-graph.ts';
import type { TlshFinder } from './facts-cache-tlsh.ts';
import type { FileDigests } from './file-digests.ts';
import type { MemberReader } from './member-reader.ts';
import type { PackageIndex } from './package-index.ts';
import { TLSH_BYTES_MIN } from './tlsh.ts';

/** Larger members are hashed as a stream, and never kept. */
const WHOLE_BYTES_MAX = 16 * 1024 * 1024;
/**
 * TLSH reads 80 MB a second, so that it is spent where similar code is looked for: first on what runs at install, then
 * on what an import loads. A file over the first bound has none, nor have files beyond the second.
 */
const TLSH_BUDGET = {
  install: { fileBytesMax: 1024 * 1024, bytesMax: 2 * 1024 * 1024 },
  rest: { fileBytesMax: 64 * 1024, bytesMax: 64 * 1024 },
} as const;

/** Files that are hashed between two looks at the clock. */
const FILES_BETWEEN_LOOKS = 32;

/** What of a package its file facts are made of. */
export interface FileFactsInput {
  readonly view: ArtifactView;
  /** Whole members; throws where the view does. */
  readonly read: MemberReader;
  readonly index: PackageIndex;
  /** Null when nothing could be followed: every file is `dead` then. */
  readonly graph: EntryGraph | null;
  /** Of the release before, whose files are not new and whose digests need not be made again. */
  readonly previous: CompactFacts | null;
  /** Null keeps nothing. */
  readonly keep: KeepBudget | null;
  readonly sha256Of: FileDigests;
  readonly tlshOf: TlshFinder;
  /** True once the time for all of it is over. */
  readonly isExpired: () => boolean;
}

export interface FileFacts {
  readonly files: readonly FactFile[];
  readonly leftOut: number;
  /** sha256 of each file that was hashed, by its path as the container has it. */
  readonly digests: ReadonlyMap<string, string>;
  readonly kept: readonly KeptFile[];
}

interface Listed {
  readonly path: string;
  readonly stage: Stage;
  readonly entry: ArtifactEntry;
}

async function digestOfStream(view: ArtifactView, entry: ArtifactEntry): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of view.open(entry.index)) digest.update(chunk);
  return digest.digest('hex');
}

/** Gives each file its TLSH while the budget lasts. */
function createTlsh({ graph, previous, tlshOf }: Pick<FileFactsInput, 'graph' | 'previous' | 'tlshOf'>) {
  const known = new Map(previous?.files.map((file) => [file.sha256, file.tlsh]));
  const left: Record<keyof typeof TLSH_BUDGET, number> = {
    install: TLSH_BUDGET.install.bytesMax,
    rest: TLSH_BUDGET.rest.bytesMax,
  };
  return function tlsh({ path, stage }: Listed, sha256: string, bytes: Uint8Array): string | null {
    if (stage === 'dead' || bytes.length < TLSH_BYTES_MIN) return null;
    if (graph?.files.get(path)?.format === 'binary') return null;
    const before = known.get(sha256);
    if (before !== undefined && before !== null) return before;
    const share = stage === 'install' ? 'install' : 'rest';
    if (bytes.length > TLSH_BUDGET[share].fileBytesMax || bytes.length > left[share]) return null;
    left[share] -= bytes.length;
    return tlshOf(bytes, sha256);
  };
}

/** Keeps files that the release before did not have while the budget lasts. */
function createKeeper(keep: KeepBudget | null, previous: CompactFacts | null) {
  const kept: KeptFile[] = [];
  const seen = new Set(previous?.files.map((file) => file.sha256));
  let leftBytes = keep?.bytesMax ?? 0;
  return {
    kept,
    offer(path: string, sha256: string, bytes: Uint8Array): void {
      if (keep === null || seen.has(sha256) || kept.length >= keep.filesMax || bytes.length > leftBytes)
        return;
      seen.add(sha256);
      leftBytes -= bytes.length;
      // A copy of its own: a part of the unpacked archive would be sent with all that is around it.
      kept.push({ path, sha256, bytes: new Uint8Array(bytes) });
    },
  };
}

/**
 * Hashes every readable file of a package, earliest stage first, and takes along what is new. Members that cannot be
 * read are left out and counted; the container's own report says why.
 */
export async function collectFileFacts(input: FileFactsInput): Promise<FileFacts> {
  const { view, graph, previous } = input;
  const listed: Listed[] = [...input.index].map(([path, entry]) => ({
    path,
    entry,
    stage: graph?.files.get(path)?.stage ?? 'dead',
  }));
  listed.sort(byStageAndPath);
  const tlsh = createTlsh(input);
  const keeper = createKeeper(input.keep, previous);
  const files: FactFile[] = [];
  const digests = new Map<string, string>();
  for (const [at, file] of listed.entries()) {
    if (files.length >= COMPACT_FACTS_MAX.files) break;
    // To ask for the processor's time takes as long as to hash a small file.
    if (at % FILES_BETWEEN_LOOKS === 0 && input.isExpired()) break;
    const { entry, stage } = file;
    if (entry.unread !== undefined) continue;
    const path = safeText(file.path, COMPACT_TEXT_MAX.path);
    const { sizeBytes } = entry;
    try {
      if (sizeBytes > WHOLE_BYTES_MAX) {
        const streamed = await digestOfStream(view, entry);
        digests.set(file.path, streamed);
        files.push({ path, sizeBytes, sha256: streamed, stage, tlsh: null });
        continue;
      }
      const bytes = await input.read(entry);
      const sha256 = input.sha256Of(bytes);
      digests.set(file.path, sha256);
      files.push({ path, sizeBytes: bytes.length, sha256, stage, tlsh: tlsh(file, sha256, bytes) });
      keeper.offer(path, sha256, bytes);
    } catch {
      // Counted as left out; the view lists what is wrong with the member among its problems.
    }
  }
  return { files, digests, leftOut: listed.length - files.length, kept: keeper.kept };
}
