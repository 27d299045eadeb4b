import { hash } from 'node:crypto';
import { pythonCapabilityOf } from '@weir/code';
import type { CodeUnit, Divergence, DivergentMember, Lacking } from '@weir/detectors';
import {
  type ArtifactEntry,
  byStageAndPath,
  isSiblingCode,
  type SiblingMember,
  type Siblings,
  siblingPath,
} from '@weir/model';
import { createAddressBook } from '../addresses.ts';
import type { EntryGraph } from '../graph-types.ts';
import type { PackageIndex } from '../package-index.ts';
import { isAct } from './acts.ts';
import { asideAmong, type DistributionKind, isAside, TOOLS } from './layout.ts';

/** Members that are told about. */
const MEMBERS_MAX = 200;
const HOSTS_MAX = 5;
/** Larger texts, in bytes, are compared as they are. */
const LINE_ENDS_BYTES_MAX = 2 * 1024 * 1024;

interface Doings {
  readonly abilities: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
}

/** What each file does, its decoded layers included. */
function doingsByFile(units: readonly CodeUnit[], wanted: ReadonlySet<string>): ReadonlyMap<string, Doings> {
  const found = new Map<string, { abilities: Set<string>; book: ReturnType<typeof createAddressBook> }>();
  for (const { file, facts } of units) {
    if (!wanted.has(file)) continue;
    const known = found.get(file) ?? { abilities: new Set<string>(), book: createAddressBook() };
    found.set(file, known);
    for (const id of facts.capabilities) if (isAct(id)) known.abilities.add(id);
    for (const { value } of facts.strings) known.book.addText(value);
  }
  return new Map(
    [...found].map(([file, { abilities, book }]) => [file, { abilities, hosts: new Set(book.hosts) }]),
  );
}

function abilitiesOfApis(apis: readonly string[]): ReadonlySet<string> {
  return new Set(apis.map(pythonCapabilityOf).filter((id) => id !== null));
}

/** Digests that a text has with line ends of either kind: the same sources, checked out on another system. */
function digestsOfText(bytes: Uint8Array): string[] {
  // Latin-1 keeps every byte as it is.
  const unix = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
  return [unix, unix.replaceAll('\n', '\r\n')].map((text) =>
    hash('sha256', Buffer.from(text, 'latin1'), 'hex'),
  );
}

/** How a member stands to those of the siblings; null when one of them has the same. */
function howOf(
  path: string,
  kind: DistributionKind,
  siblings: Siblings,
  known: { readonly byPath: ReadonlyMap<string, SiblingMember> },
): DivergentMember['how'] | null {
  if (known.byPath.has(siblingPath(path))) return 'differs';
  // Sources hold more than what is installed, and lists that were cut hold less than there was.
  return kind === 'sdist' || !siblings.whole ? null : 'added';
}

/**
 * What the wheels do that this file does not, where its code is not theirs: whoever was first in a release had nothing to
 * be held against, and may be the odd one.
 */
function lackingOf(
  { index, graph }: { readonly index: PackageIndex; readonly graph: EntryGraph },
  siblings: Siblings,
  divergent: readonly DivergentMember[],
): Lacking | null {
  const own = new Set(graph.units.flatMap(({ facts }) => facts.capabilities));
  const abilities = [...abilitiesOfApis(siblings.wheelApis)].filter((id) => isAct(id) && !own.has(id));
  // What was not read does more than is known.
  if (abilities.length === 0 || graph.skipped.length > 0) return null;
  const differing = divergent.find(({ how }) => how === 'differs');
  if (differing) return { member: { path: differing.path, stage: differing.stage }, abilities };
  const here = new Set([...index.keys()].map(siblingPath));
  const absent = siblings.code.find(({ path }) => !here.has(path) && !TOOLS.test(path) && !isAside(path));
  return absent ? { member: { path: absent.path, stage: 'import' }, abilities: abilities.toSorted() } : null;
}

/**
 * Holds the code members of a distribution against those of the files of its release that were analysed before: what
 * none of them has, and what it does that none of them does. Null without siblings.
 * @param digests sha256 in lower-case hex of members by path, of as many as were hashed.
 */
export async function divergenceOf(
  parts: {
    readonly index: PackageIndex;
    readonly kind: DistributionKind;
    readonly graph: EntryGraph;
    readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
    readonly digests: ReadonlyMap<string, string>;
  },
  siblings: Siblings | null,
): Promise<Divergence | null> {
  if (siblings === null) return null;
  const { index, kind, graph, read, digests } = parts;
  const known = {
    byPath: new Map(siblings.code.map((member) => [member.path, member])),
    digests: new Set(siblings.code.flatMap(({ sha256s }) => sha256s)),
  };
  const before = abilitiesOfApis(siblings.apis);
  const hostsBefore = siblings.hosts && new Set(siblings.hosts);
  const isOwnAside = asideAmong(index.keys());
  const hows = new Map<string, DivergentMember['how']>();
  for (const [path, entry] of index) {
    const sha256 = digests.get(path);
    if (
      sha256 === undefined ||
      !isSiblingCode(path) ||
      (kind === 'sdist' && (TOOLS.test(path) || isOwnAside(path)))
    )
      continue;
    if (known.digests.has(sha256)) continue;
    const how = howOf(path, kind, siblings, known);
    if (how === null) continue;
    const isSmall = entry.sizeBytes <= LINE_ENDS_BYTES_MAX;
    if (isSmall && digestsOfText(await read(entry)).some((digest) => known.digests.has(digest))) continue;
    hows.set(path, how);
  }
  const doings = doingsByFile(graph.units, new Set(hows.keys()));
  const members = [...hows].map(([path, how]): DivergentMember => {
    const does = doings.get(path);
    return {
      path,
      stage: graph.files.get(path)?.stage ?? 'dead',
      how,
      varies: (known.byPath.get(siblingPath(path))?.sha256s.length ?? 0) > 1,
      gains: [...(does?.abilities ?? [])].filter((id) => !before.has(id)).toSorted(),
      hosts: hostsBefore
        ? [...(does?.hosts ?? [])]
            .filter((host) => !hostsBefore.has(host))
            .toSorted()
            .slice(0, HOSTS_MAX)
        : [],
    };
  });
  const sorted = members.toSorted(byStageAndPath);
  return {
    wheels: siblings.wheels,
    sdists: siblings.sdists,
    lateHours: siblings.lateHours,
    memberCount: members.length,
    members: sorted.slice(0, MEMBERS_MAX),
    lacking: lackingOf(parts, siblings, sorted),
  };
}
