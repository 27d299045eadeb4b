import {
  AppError,
  type ArtifactEntry,
  type ArtifactView,
  type ByteRange,
  type ContainerFacts,
  type LinearBudget,
  type LinearPass,
  type Unread,
  type UnreadMember,
} from '@weir/model';
import type { Meter, Stopwatch } from './budget.ts';
import { type ByteSource, sliceSource } from './byte-source.ts';
import type { ProblemLog } from './problems.ts';
import { cutText } from './text.ts';
import { CHUNK_BYTES_MAX } from './unpack-stream.ts';

const UNREAD_LISTED_MAX = 100;
const COMMENT_CHARS_MAX = 1000;

/** How a container gives out the bytes of its members. Ranges are inside the member's declared size. */
export interface Members {
  read(index: number, start: number, end: number): Promise<Uint8Array>;
  /** Absent: in chunks by `read`. */
  open?(index: number, start: number, end: number): AsyncIterable<Uint8Array>;
  /** Random access without a copy, where the member lies unpacked; null where it does not. */
  slice?(index: number): ByteSource | null;
}

/** What nested containers share with the one around them. */
export interface ViewCore {
  readonly meter: Meter;
  readonly clock: Stopwatch;
  readonly slice: (index: number) => ByteSource | null;
}

export interface ViewParts {
  readonly entries: readonly ArtifactEntry[];
  readonly problems: ProblemLog;
  readonly meter: Meter;
  readonly clock: Stopwatch;
  readonly facts: Partial<ContainerFacts> & Pick<ContainerFacts, 'container' | 'packedBytes'>;
  /** What a budget cut off from the last member that it listed. */
  readonly cut?: UnreadMember | null;
  /** Members that were not even listed; null when nobody counted them. */
  readonly unlistedCount: number | null;
  readonly members: Members;
  readonly linear: (budget: LinearBudget | undefined) => LinearPass;
  readonly dispose: () => PromiseLike<void>;
}

/**
 * Where a view of this package keeps its core. No WeakMap: V8 takes what one leads to for alive until its next full
 * collection, and a core leads to all unpacked bytes.
 */
const CORE = Symbol('core');
const LOG = Symbol('problems');

interface CoredView extends ArtifactView {
  readonly [CORE]: ViewCore;
  readonly [LOG]: ProblemLog;
}

/**
 * What changes while members are read. Shared by all views: V8 keeps the functions of a literal's getters with its
 * hidden class, and with them, until its next full collection, all that they close over.
 */
const LIVE = {
  get problems(): ArtifactView['problems'] {
    return (this as unknown as CoredView)[LOG].list();
  },
  get complete(): boolean {
    return (this as unknown as CoredView)[LOG].complete;
  },
};

/** What a view of this package shares with what is nested in it; null for views made elsewhere. */
export function coreOf(view: ArtifactView): ViewCore | null {
  return (view as Partial<CoredView>)[CORE] ?? null;
}

/** The error of reading what is no readable file: a caller's mistake, never the archive's. */
export function notReadable(index: number, entry: ArtifactEntry | undefined): AppError {
  const why = entry?.unread ? `left unread: ${entry.unread}` : (entry?.kind ?? 'no such member');
  return new AppError('ARCHIVE_ENTRY', `member ${index} (${entry?.path ?? ''}) is no readable file: ${why}`, {
    retriable: false,
    fields: { index },
  });
}

function listUnread({ entries, cut, unlistedCount }: ViewParts): Unread {
  const left: UnreadMember[] = entries
    .filter(({ unread }) => unread !== undefined)
    .map(({ path, sizeBytes, unread = '' }) => ({ path, sizeBytes, code: unread }));
  if (cut) left.push(cut);
  const members = left.slice(0, UNREAD_LISTED_MAX);
  return {
    members,
    restCount: unlistedCount === null ? null : unlistedCount + left.length - members.length,
  };
}

function completeFacts({ facts, entries, meter }: ViewParts): ContainerFacts {
  const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  return {
    ratio: facts.packedBytes > 0 ? sizeBytes / facts.packedBytes : null,
    depth: meter.depth,
    prefixBytes: 0,
    trailingBytes: 0,
    gapBytes: 0,
    oldestMs: null,
    newestMs: null,
    ...facts,
    comment: facts.comment ? cutText(facts.comment, COMMENT_CHARS_MAX) : null,
  };
}

/** Finds by path; the index is made when it is first asked for. */
function createFinder(entries: readonly ArtifactEntry[]): (path: string) => ArtifactEntry | null {
  let byPath: Map<string, ArtifactEntry> | null = null;
  return (path) => {
    byPath ??= new Map(entries.map((entry) => [entry.path, entry]));
    return byPath.get(path) ?? null;
  };
}

/** Puts a view together from what the readers of one container found. */
export function createView(parts: ViewParts): ArtifactView {
  const { entries, problems, members } = parts;

  function clip(index: number, range: ByteRange | undefined): ByteRange {
    const entry = entries[index];
    if (entry?.kind !== 'file' || entry.unread !== undefined) throw notReadable(index, entry);
    const start = Math.min(Math.max(range?.start ?? 0, 0), entry.sizeBytes);
    return { start, end: Math.min(Math.max(range?.end ?? entry.sizeBytes, start), entry.sizeBytes) };
  }

  async function* inSteps(index: number, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      const bytes = await members.read(index, at, Math.min(end, at + CHUNK_BYTES_MAX));
      if (bytes.length === 0) return;
      at += bytes.length;
      yield bytes;
    }
  }

  const view = {
    __proto__: LIVE,
    entries,
    unpackedBytes: entries.reduce(
      (sum, { sizeBytes, unread }) => sum + (unread === undefined ? sizeBytes : 0),
      0,
    ),
    facts: completeFacts(parts),
    unread: listUnread(parts),
    find: createFinder(entries),
    async read(index, range) {
      const { start, end } = clip(index, range);
      return members.read(index, start, end);
    },
    open(index, range) {
      const clipped = clip(index, range);
      return members.open?.(index, clipped.start, clipped.end) ?? inSteps(index, clipped);
    },
    linear: parts.linear,
    async [Symbol.asyncDispose]() {
      await parts.dispose();
    },
    [LOG]: problems,
    [CORE]: {
      meter: parts.meter,
      clock: parts.clock,
      slice: (index) => members.slice?.(index) ?? null,
    },
  } as Omit<CoredView, 'problems' | 'complete'> as CoredView;
  return view;
}

/** Members that lie unpacked in one source, each at its offset. */
export function placedMembers(
  source: ByteSource,
  placed: readonly { readonly entry: ArtifactEntry; readonly offset: number }[],
): Members {
  return {
    read: (index, start, end) => source.readAt((placed[index]?.offset ?? 0) + start, end - start),
    slice(index) {
      const member = placed[index];
      return member ? sliceSource(source, member.offset, member.entry.sizeBytes) : null;
    },
  };
}
