import { type Flow, LABEL, type LabelName, type RequestTarget } from '@weir/code';
import { type ExfilMention, exfilMentionsIn } from '@weir/intel';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { sendingFiles } from '../cross-file.ts';
import { indicatorsIn, indicatorsOfTargets, shiftSeverity, unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { isOddTarget } from '../lib/odd-target.ts';
import { isSpelled } from '../lib/spelled-target.ts';
import { ask, type Question } from '../question.ts';
import { CALLED_CONFIDENCE, momentOf, textsOf } from '../reach.ts';
import { chainsAcross, gathered, leaves } from './across.ts';
import { sendingCommands } from './commands.ts';
import {
  givenClaim,
  isGivenToAnybody,
  isLookedFor,
  isOwnAddress,
  isOwnCloud,
  isUsual,
  LOOKS_UP,
  placeOfCode,
  type Sink,
  ZONE,
} from './given.ts';
import { readsPrivate, SOUGHT } from './secret-files.ts';
import { SOURCES, type Source } from './sources.ts';
import { strangeKey } from './strange-key.ts';

const ID = 'env-to-network';
/** Distinct secret variables in one file from which on reading them is a harvest and no configuration. */
const SECRETS_MIN = 4;
/** Code that runs by itself at the unit's stage, as opposed to code that somebody has to call. */
function runsEarly(input: DetectorInput, unit: CodeUnit, sink: Sink): boolean {
  return momentOf(input, unit, sink) !== 'called';
}

/** What no library sends, whoever calls it. */
const KEPT = /^(?:environment|credentials|clipboard)$/;

/** Where another file sends, it is not known which of its arguments. */
function isKept(source: Source, unit: CodeUnit, sink: Sink): boolean {
  if (!KEPT.test(source.rule)) return false;
  if (unit.language === 'python') return sink.across !== true;
  if (source.rule === 'credentials' && isInName(sink)) return true;
  // A tool that signs in with such a file reads the answer, and a page's own statistics are set up by whoever calls.
  const isUnasked = sink.unheeded === true || (source.rule === 'credentials' && readsPrivate(unit));
  return isUnasked && (sink.targets ?? []).some(isSpelled) && !isTyped(unit, source);
}

/** A part of a name that is looked up, below a zone that the code spells: nobody signs in like that. */
function isInName({ name, targets = [] }: Sink): boolean {
  return LOOKS_UP.test(name) && targets.some(({ text }) => ZONE.test(text));
}

/** What a page hears of its visitor, which tools that measure pages send when they are asked to. */
function isTyped({ facts }: CodeUnit, { label }: Source): boolean {
  return facts.flow.origins.get(LABEL[label])?.text.startsWith('what is typed') === true;
}

/** A client that signs in where a user's settings, or the very file that is read, say. */
function isSignIn(source: Source, sink: Sink): boolean {
  return ((sink.signsIn ?? 0) & LABEL[source.label]) !== 0;
}

function severityOf(source: Source, unit: CodeUnit, sink: Sink, early: boolean): Severity {
  if (isSignIn(source, sink)) return !early ? 'info' : source.rule === 'credentials' ? 'medium' : 'low';
  if (!early) {
    if (isKept(source, unit, sink)) return 'high';
    return isBundle(unit) && source.severity.called === 'medium' ? 'low' : source.severity.called;
  }
  if (unit.stage === 'install') return source.severity.install;
  if (sink.vague) return 'low';
  // Which of its arguments the other file sends is not known, nor for certain whether loading comes by here.
  const isFar = unit.language === 'python' && sink.via === true && !sink.live;
  return isFar ? shiftSeverity(source.severity.live, -1) : source.severity.live;
}

const mailboxes = new WeakMap<CodeUnit, readonly string[]>();

/**
 * Listed hosts among the file's constants: somebody's free mailbox as the other end makes a flow worse. A file can have
 * thousands of flows, so they are looked for once.
 */
function mailboxesOf(unit: CodeUnit, targets: readonly RequestTarget[]): readonly string[] {
  const known =
    mailboxes.get(unit) ??
    listedHosts([
      ...unit.facts.strings.map((item) => item.value),
      ...unit.facts.decoded.map((item) => item.text),
    ]);
  mailboxes.set(unit, known);
  return [...new Set([...listedHosts(targets.map((item) => item.text)), ...known])].slice(0, 5);
}

function listedHosts(texts: readonly string[]): string[] {
  const hosts = texts
    .filter((text) => text.length <= 4096)
    .flatMap((text) => exfilMentionsIn(text))
    .filter((mention) => mention.weight >= 0.6)
    .map((mention) => mention.host);
  return [...new Set(hosts)].slice(0, 5);
}

function reads(unit: CodeUnit, label: LabelName): string {
  const origin = unit.facts.flow.origins.get(LABEL[label]);
  return origin ? `${origin.text} (line ${unit.source.lineAt(origin.offset)})` : `${label} from another file`;
}

function claims(input: DetectorInput, unit: CodeUnit, sink: Sink, via: readonly string[]): Finding[] {
  const carried = SOURCES.filter((item) => (sink.labels & LABEL[item.label]) !== 0);
  const source = carried.find((item) => !isSignIn(item, sink)) ?? carried[0];
  const secrets = (sink.labels & LABEL.envSecret) !== 0 ? unit.facts.envNames.length : 0;
  const ends = source || secrets > 0 ? mailboxesOf(unit, sink.targets ?? []) : [];
  const hosts = ends.map((value) => ({ type: 'domain' as const, value }));
  const snippet = unit.source.text.slice(sink.offset, sink.endOffset ?? sink.offset + 400);
  const indicators = [...hosts, ...indicatorsIn(snippet), ...indicatorsOfTargets(sink.targets ?? [])];
  const early = runsEarly(input, unit, sink);
  if (source && !isUsual(source.rule, unit, sink, early)) {
    const odd =
      unit.language === 'python' &&
      (sink.targets ?? []).some(({ text }) => isOddTarget(text) || exfilMentionsIn(text).some(isDrop));
    const looked =
      unit.language === 'python' &&
      source.rule === 'host-identity' &&
      LOOKS_UP.test(sink.name) &&
      (sink.targets ?? []).some(({ text }) => ZONE.test(text));
    const isTelling =
      looked ||
      (odd && source.rule === 'host-identity') ||
      (source.rule === 'host-identity' && unit.language === 'python' && asksForAddress(unit));
    const isSought =
      source.rule === 'files' && sink.unheeded === true && (sink.inline === true || ask(unit, SOUGHT));
    const base =
      (isTelling || isSought) && !early
        ? 'high'
        : shiftSeverity(
            severityOf(source, unit, sink, early),
            odd && !early ? (isKept(source, unit, sink) ? 0 : 2) : 0,
          );
    return [
      unitFinding(ID, unit, sink, {
        rule: source.rule,
        severity: hosts.length > 0 ? shiftSeverity(base, 1) : base,
        confidence:
          hosts.length > 0
            ? 0.97
            : Math.min(
                source.confidence,
                !early && (unit.language === 'python' || isKept(source, unit, sink)) ? CALLED_CONFIDENCE : 1,
              ),
        summary: `${isLookedFor(sink) && source.rule === 'credentials' ? 'a key that is looked for' : source.what} reaches ${sink.name}${hosts.length > 0 ? `, with ${ends.join(', ')} as the other end` : ''}`,
        chain: [reads(unit, source.label), ...via, sink.name],
        indicators,
        class: isBeacon(source, sink) ? 'research' : null,
      }),
    ];
  }
  const given = givenClaim(unit, sink);
  if (given) {
    const chain = ['parameter', ...via, sink.name];
    return [unitFinding(ID, unit, sink, { ...given, chain, indicators })];
  }
  // One secret sent to a fixed host is how every API client signs in; many of them, or a free mailbox, is not.
  const names = unit.facts.envNames.filter((name) => /TOKEN|SECRET|PASS|KEY|CREDENTIAL|AUTH/i.test(name));
  // Which of its arguments another file looks up is not known: a port and a password go to a connection together.
  const isAsked =
    LOOKS_UP.test(sink.name) && sink.via !== true && names.some((name) => !NAMES_A_PLACE.test(name));
  const isSent =
    isAsked ||
    (sink.unheeded === true &&
      ((names.length > 1 && isGivenToAnybody(unit, sink)) ||
        (vendorsOf(names) >= VENDORS_MIN && isToOne(sink))));
  const strange =
    secrets > 0 && hosts.length === 0 && sink.unheeded === true && !(unit.language === 'python' && isSent)
      ? strangeKey(unit, sink.targets ?? [])
      : null;
  if (strange) {
    return [
      unitFinding(ID, unit, sink, {
        rule: 'strange-key',
        severity: 'high',
        confidence: CALLED_CONFIDENCE,
        summary: `${strange.name} from the environment reaches ${strange.host}, which is not whom it is for`,
        chain: [reads(unit, 'envSecret'), ...via, sink.name],
        indicators,
      }),
    ];
  }
  if (secrets === 0 || (names.length < SECRETS_MIN && hosts.length === 0 && !isSent)) return [];
  return [
    unitFinding(ID, unit, sink, {
      rule: 'secrets',
      severity: isSent
        ? 'high'
        : secretsSeverity(unit, unit.stage === 'install' ? early : sink.live, hosts.length > 0),
      confidence: hosts.length > 0 ? 0.95 : isSent ? CALLED_CONFIDENCE : 0.7,
      summary: `secrets from the environment (${names.slice(0, 6).join(', ')}) reach ${sink.name}`,
      chain: [reads(unit, 'envSecret'), ...via, sink.name],
      indicators,
    }),
  ];
}

/** Variables that say where something is, whatever it is for: `AUTH_HOST`. */
const NAMES_A_PLACE =
  /(?:HOST|HOSTNAME|DOMAIN|URL|URI|ZONE|REGION|REALM|TENANT|SERVER|SERVICE|ENDPOINT|NAME|PORT|PREFIX|SUFFIX)$/i;
/** Services from which on their keys, together in one request of which nobody reads the answer, are no sign-in. */
const VENDORS_MIN = 3;

function vendorsOf(names: readonly string[]): number {
  return new Set(names.map((name) => name.split('_')[0])).size;
}

/** A request to one address that the code spells. */
function isToOne({ targets = [] }: Sink): boolean {
  return targets.length === 1 && targets.every(isSpelled);
}

const ECHO: Question<boolean> = {
  id: 'env-to-network echo',
  answer: ({ facts }) =>
    textsOf({ facts }, 200).some(({ text }) =>
      exfilMentionsIn(text).some(({ entry }) => entry.kind === 'address-echo'),
    ),
};

/** Names a service that tells a machine its public address: with the machine's own name, that is who it is. */
function asksForAddress(unit: CodeUnit): boolean {
  return ask(unit, ECHO);
}

/** A service that takes texts or files from anybody. */
function isDrop({ entry }: ExfilMention): boolean {
  return entry.kind === 'paste' || entry.kind === 'file-drop';
}

/**
 * A flow as a sink. What other modules send where the code spells no address is sent where a user's settings say, as
 * the tools do whose credentials these are.
 */
function sinkOf(unit: CodeUnit, flow: Flow): Sink {
  const sink = { ...flow, name: flow.sinkName };
  const isSettled = flow.away === true && !placeOfCode(unit, sink);
  return isSettled ? { ...sink, across: true } : sink;
}

/** A name of the machine sent where only the knowledge that code ran is of use: how researchers prove a point. */
function isBeacon(source: Source, sink: Sink): boolean {
  if (source.rule !== 'host-identity') return false;
  return (sink.targets ?? []).some(({ text }) =>
    exfilMentionsIn(text).some(({ entry }) => entry.kind === 'interaction'),
  );
}

function secretsSeverity(unit: CodeUnit, active: boolean, mailbox: boolean): Severity {
  if (mailbox) return active ? 'high' : 'medium';
  return active && unit.stage === 'install' ? 'medium' : 'low';
}

/** Data of the machine that leaves it. Names the source, the way and the sink; labels that nothing sends are silent. */
export const envToNetwork: Detector = {
  id: ID,
  title: 'Environment, credentials or identity sent away',
  rules: [
    {
      id: 'credentials',
      severityMax: 'critical',
      describes:
        'The content of a file with credentials, keys or a wallet reaches a request or a name that is looked up, or a key that Python code looks for by a pattern. Of Python, info (medium at load) where it only signs in, at a host that a caller, a variable or that file itself says.',
    },
    {
      id: 'environment',
      severityMax: 'critical',
      describes: 'The whole environment, or an enumeration of it, reaches a request.',
    },
    {
      id: 'files',
      severityMax: 'critical',
      describes: 'The content of files that were found by listing folders reaches a request.',
    },
    { id: 'clipboard', severityMax: 'critical', describes: 'The clipboard reaches a request.' },
    {
      id: 'page-data',
      severityMax: 'critical',
      describes: "A page's cookies or stores as a whole reach a request.",
    },
    {
      id: 'host-identity',
      severityMax: 'critical',
      describes: 'Host name, user or addresses reach a request or a looked-up name.',
    },
    {
      id: 'given',
      severityMax: 'high',
      describes:
        'What a function of Python is given goes to a free host, or to a bare address; high when nobody reads the answer.',
    },
    {
      id: 'given-secret',
      severityMax: 'high',
      describes:
        'A password, the secret half of a key or a header that signs in, which a function is given (of Python, the address of a database too), goes to an address that the code spells, and nobody reads the answer, or stands in a name that is looked up.',
    },
    {
      id: 'secrets',
      severityMax: 'high',
      describes:
        'Several secret variables, or one with a free mailbox as the other end, reach a request; or one is part of a name that is looked up.',
    },
    {
      id: 'strange-key',
      severityMax: 'high',
      describes:
        'The key of a well-known service, or the address of a database, from the environment reaches another host, and nobody reads the answer.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    const senders = sendingFiles(input);
    const gathering = Map.groupBy(
      input.units.filter((unit) => unit.layer === null && !isBundle(unit) && gathered(unit) !== 0),
      ({ file }) => file,
    );
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      for (const flow of unit.facts.flow.flows) {
        if (leaves(flow) && !isOwnAddress(unit.language, flow) && !isOwnCloud(flow))
          found.push(...claims(input, unit, sinkOf(unit, flow), []));
      }
      for (const sink of sendingCommands(unit)) found.push(...claims(input, unit, sink, []));
      for (const { sink, from } of chainsAcross(input, unit, senders, gathering))
        found.push(...claims(input, unit, sink, from));
    }
    return eachOnce(found);
  },
};

/** Findings of one rule at one line, once: the first. */
function eachOnce(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule}\0${finding.location?.file}\0${finding.location?.line}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}
