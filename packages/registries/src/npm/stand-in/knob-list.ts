import { type KnobInfo as AnyKnobInfo, listFaultKnobs, listKnobs } from '../../lib/stand-in/knob-info.ts';
import type { FaultKnob } from '../../lib/stand-in/transport.ts';
import { HOSTILE_KINDS, type HostileKind } from './hostile-kinds.ts';

/** What a request can be for. */
export const TARGETS = ['feed', 'document', 'tarball'] as const;

export type Target = (typeof TARGETS)[number];

/** What can be wrong with a page of changes that is otherwise right. */
const PAGE = {
  'duplicate-row': 'a page of changes has one row twice',
  'out-of-order': 'a page of changes is not in the order of its numbers',
  'string-seqs': 'a page of changes has its numbers as strings',
  'malformed-rows': 'rows of wrong types stand among the good ones of a page',
} as const;

export type PageKnob = keyof typeof PAGE;

export const PAGE_KNOBS = Object.keys(PAGE) as readonly PageKnob[];

/** What the registry itself does. */
const WORLD = {
  'late-row': 'a row became visible behind a last_seq that a client was given while it hid',
  'lost-row': 'a change without any row: a client was given a last_seq past the place where it should be',
  'lost-deletion': 'a package vanished without a row, and a client was given a last_seq past the moment',
  'frozen-head': 'a client asked for rows that a stalled feed kept back',
  'lowered-head':
    'a client that knew a higher number was told a lower head, the rows beyond it gone for a while',
  'head-reset': 'a client that knew a higher number was told the head of a sequence that began again lower',
  'hostile-id': 'a page had a row whose id no package can have, or that is dangerous to handle',
  'deleted-row': 'a page had a row marked as deleted',
  'edge-stale': 'the edge cache answered an older document than the origin has',
  'edge-stale-304': 'the edge cache said "not modified" though the origin has a newer document',
  'lag-by-requests': 'a document was of an older revision, for a number of requests',
  'document-absent': 'a document answered 404 for a time, though it exists',
  'held-row': 'a document without a new version that a second revision with a row releases later',
  'held-rev': 'a document without a new version that a revision without a row releases later',
  'held-silent': 'a document without a new version that appears later while nothing bumps',
  blocked: 'a document whose new revision will never show its version',
  tombstone: 'the 404 of a package that was deleted',
  'unpublished-document':
    'the document of a whole package that was unpublished: time.unpublished is an object',
  'security-holding': 'the document with the 0.0.1-security placeholder of a takedown',
  'stage-placeholder': 'a document with the 0.0.0-stage placeholder of a version that waits for approval',
  'several-versions': 'the document of one revision that brought several versions',
  'scoped-name': 'the document of a scoped name',
  'many-versions': 'a document of many versions that were published in one go',
  'tarball-absent': 'a tarball answered 404 for a time, though its version is listed',
  'wrong-digest': 'a tarball whose document declares other digests than its bytes have',
  'poll-limit': 'more feed requests than the window allows: 429',
} as const;

export type WorldKnob = keyof typeof WORLD;

/** What only a client can bring about by how it asks. */
const BY_CLIENT = {
  'bad-parameter': 'a forbidden, unknown or malformed parameter was refused',
  'over-limit': 'a limit over the maximum was refused',
  'bad-method': 'a method other than GET and HEAD was refused',
  'past-head': 'since beyond the head was answered by an empty page that echoes it',
  abbreviated: 'Accept asked for the abbreviated document',
  'not-modified': '304 to a client that has the newest document',
  'origin-asked': '?write=true reached past the edge cache',
} as const;

export type ClientKnob = keyof typeof BY_CLIENT;

/** Everything that the stand-in can do to a client. */
export type KnobName =
  | `${Target}-${FaultKnob}`
  | PageKnob
  | WorldKnob
  | `hostile-${HostileKind}`
  | ClientKnob;

export type KnobInfo = AnyKnobInfo<KnobName>;

/** Every knob once; `NpmStandIn.fired` counts by these names. */
export const KNOBS: readonly KnobInfo[] = [
  ...listFaultKnobs(TARGETS),
  ...listKnobs(PAGE, 'stand-in'),
  ...listKnobs(WORLD, 'stand-in'),
  ...(Object.entries(HOSTILE_KINDS) as [HostileKind, string][]).map(([kind, about]): KnobInfo => {
    return { name: `hostile-${kind}`, about: `a document: ${about}`, by: 'stand-in' };
  }),
  ...listKnobs(BY_CLIENT, 'client'),
];
