import type { ArtifactEntry, EntryKind } from '@weir/model';
import type { Meter } from './budget.ts';
import type { PathJudge } from './paths.ts';
import type { ProblemLog } from './problems.ts';
import type { TarOverrides } from './tar-extensions.ts';
import type { TarHeader } from './tar-header.ts';
import { parseSparseMap, type SparseMap } from './tar-sparse.ts';
import { cutText } from './text.ts';
import { createTimeSpan, type TimeSpan } from './times.ts';

/** An entry and where its bytes begin in the unpacked stream. */
export interface PlacedEntry {
  readonly entry: ArtifactEntry;
  readonly offset: number;
  /** How many bytes are stored there: fewer than the entry has when it is sparse. */
  readonly storedBytes: number;
  readonly sparse: SparseMap | null;
}

/** A member as its header and the extension headers before it describe it. */
export interface TarMember {
  readonly header: TarHeader;
  readonly overrides: TarOverrides;
  readonly path: string;
  readonly linkTarget: string;
  readonly sizeBytes: number;
  readonly kind: EntryKind;
}

export interface TarMembersDeps {
  readonly meter: Meter;
  readonly problems: ProblemLog;
  readonly paths: PathJudge;
}

/** Lists the members of a tar stream as they come. */
export interface TarMembers {
  readonly placed: readonly PlacedEntry[];
  readonly times: TimeSpan;
  /** Notes what is wrong with a member; null when the budget lists no more. */
  begin(header: TarHeader, overrides: TarOverrides): TarMember | null;
  /** Lists the bytes stored at `offset` as the member. */
  place(member: TarMember, offset: number): void;
  /** Lists a member with holes; a map that does not fit is `corrupt` and the bytes are listed as stored. */
  placeSparse(
    member: TarMember,
    at: { readonly offset: number; readonly storedBytes: number },
    sparse: { readonly path: string; readonly sizeBytes: number; readonly numbers: readonly number[] },
  ): void;
}

/** Link targets are shown, never followed. */
const LINK_CHARS_MAX = 1024;

const KIND_OF: Readonly<Record<string, EntryKind>> = {
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'device',
  D: 'other',
  M: 'other',
  S: 'file',
  V: 'other',
};

function kindOf(type: string, path: string): EntryKind {
  if (type === '0' && path.endsWith('/')) return 'directory';
  return KIND_OF[type] ?? 'file';
}

/** An empty list. */
export function createTarMembers({ meter, problems, paths }: TarMembersDeps): TarMembers {
  const placed: PlacedEntry[] = [];
  const times = createTimeSpan();

  function noteKind({ header, path, kind, linkTarget }: TarMember): void {
    const { type } = header;
    if (path === '') problems.add('corrupt', null, 'a member has no path');
    if (KIND_OF[type] === undefined) {
      problems.add('unsupported', path, `type ${JSON.stringify(type)}: some readers write it as a file`);
    }
    if (kind === 'other') problems.add('unsupported', path, `type ${type} is not read`);
    if (kind === 'device') problems.add('device', path, `device or pipe, type ${type}`);
    if (kind === 'symlink' || kind === 'hardlink') problems.add('link', path, `${kind} to ${linkTarget}`);
  }

  function push(entry: Omit<ArtifactEntry, 'index'>, at: Omit<PlacedEntry, 'entry'>): void {
    placed.push({ ...at, entry: { index: placed.length, ...entry } });
  }

  function place(member: TarMember, offset: number): void {
    const { kind, path, linkTarget, header } = member;
    const hasBody = kind === 'file' || kind === 'other';
    const isLink = kind === 'symlink' || kind === 'hardlink';
    const sizeBytes = hasBody ? member.sizeBytes : 0;
    push(
      {
        path,
        kind,
        sizeBytes,
        mode: header.mode,
        linkTarget: isLink ? cutText(linkTarget, LINK_CHARS_MAX) : null,
      },
      { offset, storedBytes: sizeBytes, sparse: null },
    );
  }

  return {
    placed,
    times,
    place,
    begin(header, overrides) {
      const rawPath = overrides.path ?? header.path;
      if (!meter.spendEntry(cutText(rawPath, 300))) return null;
      const kind = kindOf(header.type, rawPath);
      const member: TarMember = {
        header,
        overrides,
        kind,
        path: paths.judge(rawPath, kind),
        linkTarget: overrides.linkTarget ?? header.linkTarget,
        sizeBytes: overrides.sizeBytes ?? header.sizeBytes,
      };
      times.add(header.modifiedMs);
      noteKind(member);
      return member;
    },
    placeSparse(member, { offset, storedBytes }, { path, sizeBytes, numbers }) {
      const map = parseSparseMap(numbers, sizeBytes, storedBytes);
      if (typeof map === 'string') {
        problems.add('corrupt', path, map);
        place({ ...member, sizeBytes: storedBytes }, offset);
        return;
      }
      problems.add('sparse', path, `${sizeBytes} bytes of which ${storedBytes} are stored`);
      // Holes take no room in the archive: they are paid for one by one, and too large ones are left unread.
      const refused = meter.trySpend(sizeBytes - storedBytes);
      if (refused) problems.add(refused.code, path, refused.detail);
      push(
        {
          path,
          kind: 'file',
          sizeBytes,
          mode: member.header.mode,
          linkTarget: null,
          ...(refused && { unread: refused.code }),
        },
        { offset, storedBytes, sparse: map },
      );
    },
  };
}
