import { mailDomain, mailKind } from '@weir/intel';
import type { Finding, ReleaseFacts, Severity } from '@weir/model';
import type { Detector } from '../contract.ts';
import { contextFinding } from '../finding.ts';
import { isEstablished } from '../lib/age.ts';
import { changeSignals, type Signal } from '../lib/change-signals.ts';
import { releaseFile } from '../lib/release-file.ts';

const ID = 'publisher-change';

/** What one change says alone: people come and go, and hotfixes are published by hand. A new hook is others' to tell. */
const ALONE: Readonly<
  Partial<Record<Signal['kind'], { rule: string; severity: Severity; confidence: number }>>
> = {
  'new-publisher': { rule: 'new-publisher', severity: 'low', confidence: 0.8 },
  'mail-changed': { rule: 'mail-changed', severity: 'low', confidence: 0.7 },
  'lost-trust': { rule: 'lost-trust', severity: 'low', confidence: 0.9 },
  dormant: { rule: 'dormant-revival', severity: 'info', confidence: 0.9 },
};

/** Changes of which a takeover has at least one: somebody else may be at the keyboard. */
const IDENTITY: ReadonlySet<Signal['kind']> = new Set(['new-publisher', 'mail-changed', 'lost-trust']);

function aloneFindings(signals: readonly Signal[], file: string | null): Finding[] {
  return signals.flatMap(({ kind, detail, line }) => {
    const claim = ALONE[kind];
    return claim ? [contextFinding(ID, line, null, { ...claim, stage: 'use', summary: detail }, file)] : [];
  });
}

function takeoverFindings(signals: readonly Signal[], facts: ReleaseFacts, file: string | null): Finding[] {
  const isIdentity = signals.some(({ kind }) => IDENTITY.has(kind));
  if (!isIdentity || signals.length < 2 || !isEstablished(facts)) return [];
  const many = signals.length >= 3;
  return [
    contextFinding(
      ID,
      Math.max(...signals.map(({ line }) => line)),
      null,
      {
        rule: 'takeover',
        severity: many ? 'high' : 'medium',
        confidence: many ? 0.6 : 0.75,
        summary: `${signals.length} changes at once that a takeover of the package would make`,
        chain: signals.map(({ detail }) => detail),
      },
      file,
    ),
  ];
}

/** A mailbox that anybody reads, of whoever publishes: whatever is published can be taken over through it. */
function disposableFindings({ publisher }: ReleaseFacts, ecosystem: string, file: string | null): Finding[] {
  const domain = mailDomain(publisher?.email);
  if (domain === null || mailKind(domain) !== 'disposable') return [];
  return [
    contextFinding(
      ID,
      1,
      null,
      {
        rule: 'disposable-mail',
        severity: 'low',
        confidence: 0.8,
        stage: 'use',
        summary: `${publisher?.name ?? ''} publishes with a throw-away mailbox at ${domain}`,
        indicators: [{ type: 'account', value: `${ecosystem}:${publisher?.name ?? ''}` }],
      },
      file,
    ),
  ];
}

/** Who publishes, and by what right, against the release before. */
export const publisherChange: Detector = {
  id: ID,
  title: 'Somebody else publishes, or with less proof',
  rules: [
    {
      id: 'takeover',
      severityMax: 'high',
      describes:
        'Several changes at once in an established package: publisher, mail, lost proof of origin, long silence, new install script; high for three.',
    },
    {
      id: 'new-publisher',
      severityMax: 'low',
      describes:
        'The publisher was not among the maintainers when the release before came; where a registry names none (PyPI), one of the owners.',
    },
    {
      id: 'mail-changed',
      severityMax: 'low',
      describes:
        "The publisher's mail, on PyPI that of the authors, moved from a domain of somebody's own to one where anybody gets an address.",
    },
    {
      id: 'lost-trust',
      severityMax: 'low',
      describes: 'The release before came from a trusted publisher or with provenance, this one does not.',
    },
    {
      id: 'dormant-revival',
      severityMax: 'info',
      describes: 'The first release after two years or more.',
    },
    { id: 'disposable-mail', severityMax: 'low', describes: 'The publisher has a throw-away mailbox.' },
  ],
  detect(input) {
    const { facts = null, release = null } = input.context ?? {};
    if (facts === null || release === null) return [];
    const file = releaseFile(input);
    const signals = facts.previousVersion === null ? [] : changeSignals(input, facts);
    return [
      ...takeoverFindings(signals, facts, file),
      ...aloneFindings(signals, file),
      ...disposableFindings(facts, release.ecosystem, file),
    ];
  },
};
