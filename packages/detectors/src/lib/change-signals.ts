import { mailDomain, mailKind } from '@weir/intel';
import { mailsIn, PREVIOUS_TEXT_CHARS_MAX, type ReleaseFacts, safeText } from '@weir/model';
import type { DetectorInput } from '../contract.ts';
import { ageText, hoursBetween } from './age.ts';
import { normalizedCommand, tellingHooks } from './hooks.ts';

/** Without a release for so long, in hours, nobody looks after a package any more. */
const DORMANT_HOURS = 2 * 365 * 24;

/** One thing that changed since the release before, in words for the reader. */
export interface Signal {
  readonly kind: 'new-publisher' | 'mail-changed' | 'lost-trust' | 'dormant' | 'new-hook';
  readonly detail: string;
  /** 1-based line of package.json that shows it, 1 for none. */
  readonly line: number;
}

/**
 * Names of npm accounts are URL-safe: what has a space in it is automation, which publishes for everybody (npm docs,
 * trusted publishers).
 */
export function isAutomation(name: string): boolean {
  return /\s/.test(name);
}

function newPublisher({
  publisher,
  trustedPublisher,
  previousPublisher,
  previousFacts,
}: ReleaseFacts): Signal[] {
  if (publisher === null || previousPublisher === null || trustedPublisher !== null) return [];
  const known = previousFacts?.maintainers;
  if (publisher.name === previousPublisher.name || isAutomation(publisher.name) || !known) return [];
  if (known.some(({ name }) => name === publisher.name)) return [];
  const before = known
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ');
  return [
    { kind: 'new-publisher', detail: `${publisher.name} publishes, who was not among ${before}`, line: 1 },
  ];
}

/** Where a registry names nobody who publishes (PyPI): accounts that may, and could not when the release before came. */
function newOwner({ publisher, previousPublisher, maintainers, previousFacts }: ReleaseFacts): Signal[] {
  const known = previousFacts?.maintainers ?? [];
  if (publisher !== null || previousPublisher !== null || known.length === 0) return [];
  const joined = maintainers.filter(({ name }) => !known.some((before) => before.name === name));
  if (joined.length === 0) return [];
  const list = (accounts: readonly { readonly name: string }[]): string =>
    accounts
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ');
  const stays = known.some(({ name }) => maintainers.some((now) => now.name === name));
  const how = stays ? 'joined' : 'took the place of';
  return [
    {
      kind: 'new-publisher',
      detail: `${list(joined)} ${how} ${list(known)}, who owned the project at the release before`,
      line: 1,
    },
  ];
}

/** The same account with a mailbox that anybody could have: what a thief changes first. */
function mailChanged({ publisher, previousPublisher, previousFacts }: ReleaseFacts): Signal[] {
  if (publisher === null || isAutomation(publisher.name)) return [];
  const known = [...(previousPublisher ? [previousPublisher] : []), ...(previousFacts?.maintainers ?? [])];
  const before = mailDomain(known.find(({ name }) => name === publisher.name)?.email);
  const domain = mailDomain(publisher.email);
  if (domain === null || before === null || !isLesser(domain, before)) return [];
  return [
    {
      kind: 'mail-changed',
      detail: `the mail of ${publisher.name} moved from ${before} to ${domain}`,
      line: 1,
    },
  ];
}

/** Whether less is known of who has a mailbox at a domain than at the one before. */
function isLesser(domain: string, before: string): boolean {
  if (domain === before || mailKind(before) === 'disposable' || mailKind(domain) === 'own') return false;
  return mailKind(before) !== mailKind(domain) || isAnonymous(domain);
}

function domainsOf(mails: readonly string[]): string[] {
  return mails.flatMap((mail) => mailDomain(mail) ?? []);
}

/** The same of authors and maintainers that metadata names, where these are all that is known of people's mails (PyPI). */
function contactsChanged({ manifest, previousFacts }: ReleaseFacts): Signal[] {
  const before = domainsOf(previousFacts?.contacts ?? []);
  const said = manifest !== null && typeof manifest === 'object' && !Array.isArray(manifest) ? manifest : {};
  const texts = [said.author_email, said.maintainer_email].filter((text) => typeof text === 'string');
  const now = domainsOf(texts.flatMap(mailsIn));
  const [domain] = now;
  const [known] = before;
  if (domain === undefined || known === undefined) return [];
  // Each that is named now must be less than each that was: who is named beside others is no stranger.
  if (!now.every((one) => before.every((old) => isLesser(one, old)))) return [];
  return [
    { kind: 'mail-changed', detail: `the mail of the authors moved from ${known} to ${domain}`, line: 1 },
  ];
}

/** Services that ask nobody who they are. */
function isAnonymous(domain: string): boolean {
  return /^(?:proton|pm\.me|tuta)/.test(domain);
}

function lostTrust(facts: ReleaseFacts): Signal[] {
  const before = facts.previousFacts?.trustedPublisher ?? null;
  if (before !== null && facts.trustedPublisher === null)
    return [
      { kind: 'lost-trust', detail: `published with a token, the release before by ${before}`, line: 1 },
    ];
  if (facts.previousProvenance === true && facts.provenance === null)
    return [{ kind: 'lost-trust', detail: 'no provenance, which the release before had', line: 1 }];
  return [];
}

function dormant({ previousFacts, publishedAt }: ReleaseFacts): Signal[] {
  const hours = hoursBetween(previousFacts?.publishedAt, publishedAt);
  if (hours === null || hours < DORMANT_HOURS) return [];
  return [{ kind: 'dormant', detail: `the first release after ${ageText(hours)}`, line: 1 }];
}

function newHook(input: DetectorInput, { previousFacts }: ReleaseFacts): Signal[] {
  const before = previousFacts?.hooks;
  if (!before) return [];
  const changed = tellingHooks(input.manifest).find(({ hook, command }) => {
    const known = before[hook];
    return (
      known === undefined ||
      normalizedCommand(safeText(command, PREVIOUS_TEXT_CHARS_MAX)) !== normalizedCommand(known)
    );
  });
  if (!changed) return [];
  const what = before[changed.hook] === undefined ? 'a new' : 'another';
  return [{ kind: 'new-hook', detail: `${what} ${changed.hook} script`, line: changed.line }];
}

/** What changed about who publishes, and how, since the release before. Unknown facts are no change. */
export function changeSignals(input: DetectorInput, facts: ReleaseFacts): Signal[] {
  return [
    ...newPublisher(facts),
    ...newOwner(facts),
    ...mailChanged(facts),
    ...contactsChanged(facts),
    ...lostTrust(facts),
    ...dormant(facts),
    ...newHook(input, facts),
  ];
}
