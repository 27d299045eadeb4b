import { type KnobInfo as AnyKnobInfo, listFaultKnobs, listKnobs } from '../../lib/stand-in/knob-info.ts';
import type { FaultKnob } from '../../lib/stand-in/transport.ts';

/** What a request can be for: RSS windows, the list of names, pages, release documents, the journal, files. */
export const TARGETS = ['rss', 'list', 'page', 'document', 'journal', 'file'] as const;

export type Target = (typeof TARGETS)[number];

/** Answers that are right in form and wrong in content. They wait for a request to their target, as faults do. */
const HOSTILE = {
  'rss-bomb': 'an RSS window whose document type defines entities that grow a billionfold',
  'rss-external': 'an RSS window whose document type names a file and an address to be read',
  'rss-deep': 'an RSS window with 100,000 elements inside each other',
  'rss-huge': 'an RSS window with a description of 3 MB',
  'rss-controls': 'an RSS window with characters that XML does not have',
  'rss-items': 'items that link to nothing, to other hosts, to names and versions that are none',
  'list-deep': 'a list of names with 100,000 arrays inside each other',
  'list-rows': 'rows of wrong types among the names',
  'page-deep': 'a page with 100,000 arrays inside each other',
  'page-types': 'a page with fields of wrong types beside good files',
  'document-deep': 'a release document with 5,000 objects inside each other',
  'document-huge': 'a release document with a description of 3 MB',
  'document-types': 'a release document with fields of wrong types',
  'journal-fault': 'a fault of the journal without a reason',
  'journal-bomb': 'an answer of the journal with a document type full of entities',
  'journal-rows': 'rows of wrong types in an answer of the journal',
} as const;

export type HostileKnob = keyof typeof HOSTILE;

export const HOSTILE_KNOBS = Object.keys(HOSTILE) as readonly HostileKnob[];

/** The target that a hostile answer is for. */
export function targetOfHostile(knob: HostileKnob): Target {
  return knob.slice(0, knob.indexOf('-')) as Target;
}

/** What the registry itself does. */
const WORLD = {
  'title-with-spaces': 'a window had an item whose title has more words than a name and a version',
  'rss-stale': 'the edge answered a window of before the last change',
  'rss-rollover': 'more releases than fit came between two looks of a client at the window',
  'list-stale': 'the edge answered a list of names of before the last change',
  'page-stale': 'the edge answered a page of before the last change',
  'document-stale': 'the edge answered a release document of before the last change',
  'document-lags': 'the origin itself answered a release document of before the last change',
  'page-absent': 'the page of a project that is there answered 404 for a while',
  'late-file': 'a page had a file that joined its release later',
  'release-quarantined': 'a page lacked a release that is in quarantine',
  quarantined: 'a project in quarantine: its documents answered 404, or its page said so',
  'removed-live-blob': 'a file that was removed was still served',
  'owners-changed': 'a release document named other accounts than when its project began',
  'serial-backwards': 'a client that knew a higher serial was told a lower one',
} as const;

export type WorldKnob = keyof typeof WORLD;

/** What a client meets only when it asks for it. */
const BY_CLIENT = {
  redirect: 'a name that is not normalized was answered with 301',
  'html-index': 'the simple index was asked for without naming its JSON: HTML, without serials',
  'string-argument': 'the journal was asked with a string for a number: a fault',
  'dead-method': 'a method of XML-RPC that is switched off: a fault',
  'journal-limit': 'the journal was asked too often: a fault that says when to come back',
  'journal-full': 'the journal had more rows than one answer takes',
  'not-modified': 'a conditional request was answered with 304',
} as const;

export type ClientKnob = keyof typeof BY_CLIENT;

/** Everything that the stand-in can do to a client. */
export type KnobName = `${Target}-${FaultKnob}` | HostileKnob | WorldKnob | ClientKnob;

export type KnobInfo = AnyKnobInfo<KnobName>;

/** Every knob once; `PypiStandIn.fired` counts by these names. */
export const KNOBS: readonly KnobInfo[] = [
  ...listFaultKnobs(TARGETS),
  ...listKnobs(HOSTILE, 'stand-in'),
  ...listKnobs(WORLD, 'stand-in'),
  ...listKnobs(BY_CLIENT, 'client'),
];
