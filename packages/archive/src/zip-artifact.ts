import type { ArtifactEntry, ArtifactView, ByteRange } from '@weir/model';
import { allot } from './allot.ts';
import { type ByteSource, memorySource, sliceSource } from './byte-source.ts';
import type { Opened } from './opened.ts';
import { createPathJudge } from './paths.ts';
import { createProblemLog, type ProblemLog } from './problems.ts';
import { salvagePasses } from './salvage.ts';
import { cutText } from './text.ts';
import { openUnreadable } from './unreadable.ts';
import { createView, type Members, notReadable } from './view.ts';
import { openZipContent, readZipContent, type ZipContent } from './zip-content.ts';
import { unlock } from './zip-crypto.ts';
import { findZipEnd, type ZipEnd } from './zip-end.ts';
import { surveyZip, type ZipExtent, type ZipLayout } from './zip-layout.ts';
import { type ListedMember, listZipMembers, type ZipListing } from './zip-listing.ts';
import { locateZipMember, type ZipPlace } from './zip-local.ts';
import { LOCAL_FIXED_BYTES } from './zip-records.ts';

/** Longest link target that is shown. */
const LINK_BYTES_MAX = 1024;

interface ZipReading {
  readonly opened: Opened;
  readonly problems: ProblemLog;
  /** By member: where its bytes are; null when nowhere; absent when nobody looked yet. */
  readonly places: Map<ListedMember['member'], Promise<ZipPlace | null>>;
  /** Members that were found broken when they were read: each is told about once, however often it is read. */
  readonly broken: Set<ListedMember['member']>;
}

function placeOf({ opened, problems, places }: ZipReading, listed: ListedMember): Promise<ZipPlace | null> {
  const { member } = listed;
  const known = places.get(member);
  if (known) return known;
  const place = locateZipMember(opened.source, member, problems);
  places.set(member, place);
  // A request that failed may be asked again.
  place.catch(() => places.delete(member));
  return place;
}

/** Looks at every local header; not done over the network, where each costs a request: there, when a member is read. */
async function locateAll(reading: ZipReading, listing: ZipListing): Promise<ZipExtent[]> {
  const { meter, source } = reading.opened;
  const extents: ZipExtent[] = [];
  if (source.remote) return extents;
  const seen = new Set<unknown>();
  for (const listed of listing.members) {
    if (seen.has(listed.member)) continue;
    seen.add(listed.member);
    if (!meter.spendBytes(0)) break;
    const place = await placeOf(reading, listed);
    if (place) extents.push({ start: listed.member.localAt, end: place.end, path: listed.member.path });
  }
  return extents;
}

async function contentOf(reading: ZipReading, listing: ZipListing, index: number): Promise<ZipContent> {
  const listed = listing.members[index];
  const place = listed ? await placeOf(reading, listed) : null;
  if (!listed || !place) throw notReadable(index, listed?.entry);
  const { opened, problems, broken } = reading;
  const { member } = listed;
  const corrupt = (detail: string): void => {
    if (!broken.has(member)) problems.add('corrupt', member.path, detail);
    broken.add(member);
  };
  if (!member.locked) return { source: opened.source, member, place, corrupt };
  const packed = await opened.source.readAt(place.dataStart, place.dataEnd - place.dataStart);
  const data = unlock(packed, member.header, opened.passwords ?? []);
  if (!data) throw notReadable(index, { ...listed.entry, unread: 'encrypted' });
  const freed = { dataStart: 0, dataEnd: data.length, end: data.length };
  return { source: memorySource(data), member, place: freed, corrupt };
}

/** Fills in what cannot be known from the directory: link targets, and files whose bytes are nowhere. */
async function finishEntries(reading: ZipReading, listing: ZipListing): Promise<ArtifactEntry[]> {
  const entries: ArtifactEntry[] = [];
  for (const listed of listing.members) {
    const { entry, member } = listed;
    const { source } = reading.opened;
    const wholeBytes = LOCAL_FIXED_BYTES + member.header.nameLength + member.packedBytes;
    if (entry.kind === 'file' && source.has?.(member.localAt, wholeBytes) === false) {
      entries.push({ unread: 'not-fetched', ...entry });
      continue;
    }
    const place = source.remote ? null : await reading.places.get(member);
    if (place === null && entry.kind === 'file' && !source.remote) {
      entries.push({ unread: 'corrupt', ...entry });
    } else if (entry.kind === 'symlink' && place && member.method && member.sizeBytes <= LINK_BYTES_MAX) {
      const content = await contentOf(reading, listing, entry.index);
      const target = await readZipContent(content, 0, member.sizeBytes);
      entries.push({ ...entry, linkTarget: cutText(target.toString('utf8'), LINK_BYTES_MAX) });
    } else entries.push(entry);
  }
  return entries;
}

function zipMembers(
  reading: ZipReading,
  listing: ZipListing,
  slices: readonly (ByteSource | null)[],
): Members {
  return {
    read: async (index, start, end) => readZipContent(await contentOf(reading, listing, index), start, end),
    async *open(index, start, end) {
      const content = await contentOf(reading, listing, index);
      if (content.member.method !== 'store') {
        yield* openZipContent(content, start, end);
        return;
      }
      const step = 256 * 1024;
      for (let at = start; at < end; at += step) {
        yield await readZipContent(content, at, Math.min(end, at + step));
      }
    },
    slice: (index) => slices[index] ?? null,
  };
}

/** Stored members lie unpacked in the file: nested containers are read where they are. */
async function storedSlices(reading: ZipReading, listing: ZipListing): Promise<(ByteSource | null)[]> {
  const { source } = reading.opened;
  const slices: (ByteSource | null)[] = [];
  for (const { entry, member } of listing.members) {
    const place =
      entry.kind === 'file' && member.method === 'store' && !member.locked
        ? await reading.places.get(member)
        : null;
    slices.push(place ? sliceSource(source, place.dataStart, member.sizeBytes) : null);
  }
  return slices;
}

interface Survey extends ZipLayout {
  readonly extents: readonly ZipExtent[];
}

async function survey(reading: ZipReading, listing: ZipListing, end: ZipEnd): Promise<Survey> {
  const { source, meter } = reading.opened;
  const extents = await locateAll(reading, listing);
  const prefixBytes = Math.max(0, end.baseBytes);
  // Of members that were not listed nothing is known: their bytes would look like gaps.
  if (source.remote || meter.breach) {
    if (prefixBytes > 0)
      reading.problems.add('prefixed-data', null, `${prefixBytes} bytes in front of the archive`);
    return { prefixBytes, gapBytes: 0, extents };
  }
  const directory = { start: end.directoryStart, end: end.directoryEnd };
  const own = [directory, ...end.records].map((part): ZipExtent => ({ ...part, path: null }));
  const layout = await surveyZip({ source, meter, problems: reading.problems }, [...extents, ...own]);
  return { ...layout, extents };
}

function coverOf(
  entries: readonly ArtifactEntry[],
  listing: ZipListing,
  { extents }: Survey,
  end: ZipEnd,
): ByteRange[] {
  // A directory can have bytes too, which no entry gives out.
  const unread = new Set(
    listing.members
      .filter(
        ({ entry, member }) =>
          entries[entry.index]?.unread !== undefined ||
          (entry.kind === 'directory' && member.header.sizeBytes > 0),
      )
      .map(({ member }) => member.localAt),
  );
  const headers = { start: end.directoryStart, end: listing.headersEnd };
  return [...extents.filter(({ start }) => !unread.has(start)), headers, ...end.records];
}

/**
 * Opens a zip (PKWARE APPNOTE 6.3.10): the central directory is read, members are unpacked when they are read. Every
 * local header is compared with the directory, unless the source is remote: then when its member is read. What else the
 * file is taken for, by its first bytes, is `ambiguous`.
 */
export async function openZip(opened: Opened, alsoReadsAs?: string): Promise<ArtifactView> {
  const { source, clock, meter } = opened;
  const problems = createProblemLog();
  if (alsoReadsAs) problems.add('ambiguous', null, `begins as ${alsoReadsAs} and ends as zip`);
  const end = await findZipEnd(source, problems);
  if (!end) {
    problems.add('truncated', null, 'a zip without an end record: its directory cannot be found');
    return openUnreadable(opened, problems, 'zip');
  }
  const paths = createPathJudge(meter.pathCharsMax, problems);
  const unlocks = (opened.passwords ?? []).length > 0;
  const listing = await listZipMembers({ source, end, meter, problems, paths, unlocks });
  const reading: ZipReading = { opened, problems, places: new Map(), broken: new Set() };
  const surveyed = await survey(reading, listing, end);
  const entries = allot(await finishEntries(reading, listing), meter, problems);
  if (meter.breach) problems.add(meter.breach.code, meter.breach.path, meter.breach.detail);
  const slices = await storedSlices(reading, listing);
  return createView({
    entries,
    problems,
    meter,
    clock,
    facts: {
      container: 'zip',
      packedBytes: source.sizeBytes,
      prefixBytes: surveyed.prefixBytes,
      gapBytes: surveyed.gapBytes,
      trailingBytes: source.sizeBytes - end.recordsEnd,
      comment: end.comment.toString('utf8'),
      oldestMs: listing.times.oldestMs,
      newestMs: listing.times.newestMs,
    },
    unlistedCount: listing.unlistedCount,
    members: zipMembers(reading, listing, slices),
    linear: salvagePasses(source, clock, () => ({ raw: coverOf(entries, listing, surveyed, end) })),
    dispose: () => source[Symbol.asyncDispose](),
  });
}
