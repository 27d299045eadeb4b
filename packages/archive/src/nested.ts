import type { ArchiveBudget, ArtifactView } from '@weir/model';
import { createMeter, DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
import type { ByteSource } from './byte-source.ts';
import { END_SEARCHED_BYTES, endsAsZip, openContainer } from './open-container.ts';
import { createProblemLog } from './problems.ts';
import { sniff } from './sniff.ts';
import { createSpool } from './spool.ts';
import { BLOCK_BYTES } from './tar-header.ts';
import { coreOf, createView, notReadable, type ViewCore } from './view.ts';
import { END_SIGNATURE } from './zip-records.ts';

/** For members of views that this package did not make, which have no budget to share. */
export interface OpenNestedOptions {
  /** {@link DEFAULT_BUDGET} when absent. */
  readonly budget?: ArchiveBudget;
  /** The process' monotonic clock when absent. */
  readonly clock?: Stopwatch;
  /** Tried on members of a zip that are encrypted; none when absent. */
  readonly passwords?: readonly string[];
}

/** A view of what is not opened for a reason that is already known. */
function refused(core: ViewCore, code: string, path: string, detail: string): ArtifactView {
  const problems = createProblemLog();
  problems.add(code, path, detail);
  return createView({
    entries: [],
    problems,
    meter: core.meter,
    clock: core.clock,
    facts: { container: 'none', packedBytes: 0, depth: core.meter.depth + 1 },
    unlistedCount: null,
    members: { read: (index) => Promise.reject(notReadable(index, undefined)) },
    linear: () => ({
      complete: true,
      // The bytes are the outer container's: its own members and linear pass give them out.
      async *[Symbol.asyncIterator]() {},
    }),
    async dispose() {},
  });
}

/** The member's bytes at random access: in place where they lie unpacked, else in a spool. */
async function sourceOf(view: ArtifactView, core: ViewCore, index: number): Promise<ByteSource> {
  const inPlace = core.slice(index);
  if (inPlace) return inPlace;
  using spool = createSpool();
  const isOurs = coreOf(view) !== null;
  for await (const chunk of view.open(index)) {
    // The spool gives its bytes back when it is done with; views that others made may hold on to theirs.
    spool.append(isOurs ? asBuffer(chunk) : Buffer.from(chunk));
  }
  return spool.seal();
}

/** `a/b.js.gz` holds `a/b.js`; other names are kept. */
function innerName(path: string): string {
  return path.replace(/\.(?:gz|zst)$/i, '') || path;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a member seems to be: `zip-end` is sure only once its directory was found. */
async function sniffMember(view: ArtifactView, index: number): Promise<'container' | 'zip-end' | null> {
  const head = await view.read(index, { start: 0, end: BLOCK_BYTES });
  if (sniff(asBuffer(head)).kind !== 'unknown') return 'container';
  const end = view.entries[index]?.sizeBytes ?? 0;
  const tail = await view.read(index, { start: end - END_SEARCHED_BYTES, end });
  return asBuffer(tail).includes(END_SIGNATURE) ? 'zip-end' : null;
}

/**
 * Opens a member that is a container itself, or ends as a zip, under what is left of the budget of the artifact around
 * it: count, bytes, ratio and time are shared by all levels, and time runs since the outermost was opened. A compressed
 * file that holds no archive is opened as a container of one member. Null when the member is no container. The outer
 * view stays open until the nested one is disposed.
 *
 * Throws AppErrors `ARCHIVE_ENTRY` (not retriable: no readable file), `ARCHIVE_SPOOL` and `ARCHIVE_SOURCE` as
 * `openSource` does.
 */
export async function openNested(
  view: ArtifactView,
  index: number,
  options: OpenNestedOptions = {},
): Promise<ArtifactView | null> {
  const { budget = DEFAULT_BUDGET, clock = performance, passwords = [] } = options;
  const entry = view.entries[index];
  const sniffed = await sniffMember(view, index);
  if (!entry || !sniffed) return null;
  const core = coreOf(view) ?? {
    meter: createMeter(budget, view.unpackedBytes, clock),
    clock,
    slice: () => null,
  };
  const { breach } = core.meter;
  if (breach) return refused(core, breach.code, entry.path, breach.detail);
  const meter = core.meter.descend();
  if (!meter) {
    return refused(core, 'budget-depth', entry.path, `over ${core.meter.depth} containers inside each other`);
  }
  const source = await sourceOf(view, core, index);
  await using owned = new AsyncDisposableStack();
  owned.use(source);
  if (sniffed === 'zip-end' && !(await endsAsZip(source))) return null;
  const opened = { source, clock: core.clock, meter, singleName: innerName(entry.path), passwords };
  const nested = await openContainer(opened, entry.path);
  owned.move();
  return nested;
}
