import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { openArtifact, openSource, openSparseSource, ownedMemorySource, type Stopwatch } from '@weir/archive';
import type { ArchiveBudget, Artifact, ArtifactView, Ecosystem, FilePart } from '@weir/model';
import {
  inputError,
  isDirectory,
  measureBytes,
  measureFile,
  measureTree,
  stampFile,
  stampOf,
  stampTree,
} from './digest.ts';
import { type Layout, layoutOf } from './package-index.ts';
import { toldEcosystems } from './told-ecosystems.ts';

/** An opened artifact with its identity. */
export interface MeasuredArtifact {
  readonly view: ArtifactView;
  readonly artifact: Artifact;
  readonly layout: Layout;
  /** What it is opened as, then what its files say that it may be besides. */
  readonly ecosystems: readonly [Ecosystem, ...Ecosystem[]];
  /** Whether what was opened still looks as it did then. */
  readonly isSame: () => boolean;
}

/** Files up to this size are read at once, for their digests and for the archive: nearly all are. */
const WHOLE_BYTES_MAX = 16 * 1024 * 1024;

/** A regular file's bytes, and how it looked when they were read; null for what is larger, or no regular file. */
function readWhole(path: string): { readonly bytes: Buffer; readonly stamp: string } | null {
  let descriptor: number | undefined;
  try {
    // O_NONBLOCK: a pipe must not hold the process until somebody writes to it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile() || stats.size > WHOLE_BYTES_MAX) return null;
    const sizeBytes = Number(stats.size);
    // One byte more: a file that grew since is seen to have, and is read again as it then is.
    const bytes = Buffer.allocUnsafeSlow(sizeBytes + 1);
    const read = readSync(descriptor, bytes, 0, bytes.length, 0);
    return {
      bytes: read === sizeBytes ? bytes.subarray(0, read) : readFileSync(descriptor),
      stamp: stampOf(stats),
    };
  } catch (cause) {
    throw inputError(path, cause);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What a view is of, and how its paths are read. */
function asWhat(
  view: ArtifactView,
  { ecosystem, filename }: { readonly ecosystem: Ecosystem | null; readonly filename: string },
  isArchive: boolean,
): Pick<MeasuredArtifact, 'ecosystems' | 'layout'> {
  const ecosystems: MeasuredArtifact['ecosystems'] = ecosystem
    ? [ecosystem]
    : toldEcosystems(
        view.entries.map(({ path }) => path),
        filename,
        isArchive,
      );
  return { ecosystems, layout: isArchive ? layoutOf(ecosystems[0], filename) : 'directory' };
}

/**
 * Opens and measures a file or a directory. A file that fits is read once, synchronously: this process has nothing
 * else to do, and five trips through a thread pool cost more than a median package's whole archive.
 * @throws AppError `ANALYSIS_INPUT`, not retriable, when the path cannot be read.
 */
export async function openMeasured(
  path: string,
  options: {
    /** null: told by the files. */
    readonly ecosystem: Ecosystem | null;
    readonly filename: string;
    readonly clock: Stopwatch;
    readonly budget: ArchiveBudget;
    readonly part?: FilePart | undefined;
  },
): Promise<MeasuredArtifact> {
  const { part } = options;
  const whole = part ? null : readWhole(path);
  const stamp = whole?.stamp ?? stampFile(path);
  const isSameFile = (): boolean => stampFile(path) === stamp;
  if (part) {
    const { size: sizeBytes } = statSync(path);
    const view = await openSource(await openSparseSource(path, sizeBytes, part.present), options);
    const artifact = { sha256: part.sha256, sizeBytes, digests: {} };
    return { view, artifact, ...asWhat(view, options, true), isSame: isSameFile };
  }
  if (whole) {
    const { bytes } = whole;
    const artifact = measureBytes(bytes);
    const view = await openSource(ownedMemorySource(bytes), options);
    return { view, artifact, ...asWhat(view, options, true), isSame: isSameFile };
  }
  if (!(await isDirectory(path))) {
    const artifact = await measureFile(path);
    const view = await openArtifact(path, options);
    return { view, artifact, ...asWhat(view, options, true), isSame: isSameFile };
  }
  await using stack = new AsyncDisposableStack();
  const view = stack.use(await openArtifact(path, options));
  const treeStamp = stampTree(path, view);
  const artifact = await measureTree(view);
  stack.move();
  return {
    view,
    artifact,
    ...asWhat(view, options, false),
    isSame: () => stampTree(path, view) === treeStamp,
  };
}
