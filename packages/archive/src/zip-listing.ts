import type { ArtifactEntry, EntryKind } from '@weir/model';
import type { Meter } from './budget.ts';
import type { ByteSource } from './byte-source.ts';
import type { PathJudge } from './paths.ts';
import type { ProblemLog } from './problems.ts';
import { cutText } from './text.ts';
import { createTimeSpan, type TimeSpan } from './times.ts';
import { walkZipDirectory } from './zip-directory.ts';
import type { ZipEnd } from './zip-end.ts';
import { createZipMember, modeOf, unixKindOf, type ZipMember } from './zip-member.ts';
import { decodeZipName } from './zip-names.ts';
import { type CentralHeader, dosTimeMs } from './zip-records.ts';

/** One entry of the view and the member behind it; a member can be behind two. */
export interface ListedMember {
  readonly entry: ArtifactEntry;
  readonly member: ZipMember;
}

export interface ZipListing {
  readonly members: readonly ListedMember[];
  readonly times: TimeSpan;
  /** Members behind the last one that the budget listed. */
  readonly unlistedCount: number;
  /** Where the last header of the directory that was read ends. */
  readonly headersEnd: number;
}

export interface ZipListingDeps {
  readonly source: ByteSource;
  readonly end: ZipEnd;
  readonly meter: Meter;
  readonly problems: ProblemLog;
  readonly paths: PathJudge;
  /** True when there are passwords to try. */
  readonly unlocks?: boolean;
}

/**
 * Lists the members of the central directory. What Unix modes call a link or a device is listed as such and once more
 * as a file: pip and other readers without modes write its bytes to disk.
 */
export async function listZipMembers(deps: ZipListingDeps): Promise<ZipListing> {
  const { source, end, meter, problems, paths, unlocks = false } = deps;
  const members: ListedMember[] = [];
  const times = createTimeSpan();

  function list(member: ZipMember, kind: EntryKind): void {
    const unread = kind === 'file' ? member.unread : null;
    members.push({
      member,
      entry: {
        index: members.length,
        path: member.path,
        kind,
        sizeBytes: kind === 'file' ? member.sizeBytes : 0,
        mode: modeOf(member.header),
        linkTarget: null,
        ...(unread !== null && { unread }),
      },
    });
  }

  function take(header: CentralHeader): boolean {
    const name = decodeZipName(header);
    if (!meter.spendEntry(cutText(name.path, 300))) return false;
    const kind: EntryKind = name.path.endsWith('/') ? 'directory' : 'file';
    const path = paths.judge(name.path, kind);
    for (const oddity of name.oddities) problems.add('header-mismatch', path, oddity);
    if (!header.extra.clean) problems.add('header-mismatch', path, 'extra fields are cut off or there twice');
    if (name.path === '') problems.add('corrupt', null, 'a member has no path');
    times.add(dosTimeMs(header.date, header.time));
    const member = createZipMember(path, header, end.baseBytes, problems, unlocks);
    const unixKind = unixKindOf(member.header);
    if (unixKind === 'symlink') {
      problems.add('link', path, 'symlink to what the member holds; some readers write a file');
      list(member, 'symlink');
    } else if (unixKind === 'device') {
      problems.add('device', path, 'device or pipe; some readers write a file');
      list(member, 'device');
    }
    if (kind === 'directory' && header.sizeBytes > 0) {
      problems.add('corrupt', path, `a directory with ${header.sizeBytes} bytes: readers disagree about it`);
    }
    list(member, kind);
    return true;
  }

  const { restCount, headersEnd } = await walkZipDirectory(source, end, problems, take);
  return { members, times, unlistedCount: restCount, headersEnd };
}
