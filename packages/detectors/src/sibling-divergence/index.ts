import type { Finding, Severity } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import type { Divergence, DivergentMember } from '../distribution.ts';
import { fileFinding, shiftSeverity } from '../finding.ts';
import { ageText, hoursBetween } from '../lib/age.ts';
import { listed } from '../lib/python-files.ts';

const ID = 'sibling-divergence';
/** Files of one release come from one build within hours; from here on one joined a release that people use. */
const LATE_HOURS = 24;
const STARTS_PYTHON = /\.pth$|(?:^|\/)(?:site|user)customize\.py$/;
const NETWORK = /^net\./;
/** Running what is not in the package. */
const RUNS = /^(?:process\.spawn|eval|code\.object|unpickle|native)$/;

function isLate({ lateHours }: Pick<Divergence, 'lateHours'>): boolean {
  return lateHours !== null && lateHours >= LATE_HOURS;
}

/** Hours after the release's first file, as Weir saw them or as the registry says; null when neither is known. */
function lateHoursOf({ distribution, context }: DetectorInput): number | null {
  const seen = distribution?.divergence?.lateHours ?? null;
  const said = hoursBetween(context?.facts?.releaseStartedAt, context?.facts?.publishedAt);
  return seen === null || said === null ? (seen ?? said) : Math.max(seen, said);
}

/** A file that joined a release of which no other file is known: there is nothing to hold it against. */
function lateFile({ distribution }: DetectorInput, lateHours: number | null): Finding[] {
  const metadata = distribution?.metadata;
  if (!metadata || !isLate({ lateHours })) return [];
  return [
    fileFinding(
      ID,
      { path: metadata.path, stage: 'use', line: metadata.says.nameLine, basis: 'context' },
      {
        rule: 'late-file',
        severity: 'info',
        confidence: 1,
        summary: `the file joined its release ${ageText(lateHours ?? 0)} after the first one, and none of the others was analysed`,
      },
    ),
  ];
}

/** What the member brings into a release that nobody saw doing it. */
function weightOf(member: DivergentMember): Severity {
  const { gains, hosts } = member;
  const reachesOut = gains.some((id) => NETWORK.test(id)) || (hosts.length > 0 && gains.length > 0);
  if (reachesOut && gains.some((id) => RUNS.test(id))) return 'high';
  if (STARTS_PYTHON.test(member.path) && member.how === 'added') return gains.length > 0 ? 'high' : 'medium';
  if (gains.length > 0) return 'medium';
  return hosts.length > 0 ? 'low' : 'info';
}

function severityOf(member: DivergentMember, divergence: Divergence): Severity {
  const base = weightOf(member);
  if (base === 'info') return isLate(divergence) ? 'low' : 'info';
  const runs = member.stage === 'install' || member.stage === 'import';
  const steps = (isLate(divergence) ? 1 : 0) - (runs ? 0 : 1) - (member.varies ? 1 : 0);
  const severity = shiftSeverity(base, steps);
  return severity === 'critical' ? 'high' : severity;
}

function others({ wheels, sdists }: Divergence): string {
  const parts = [wheels > 0 ? `${wheels} wheel(s)` : '', sdists > 0 ? `${sdists} sdist(s)` : ''];
  return parts.filter((part) => part !== '').join(' and ');
}

function memberFinding(member: DivergentMember, divergence: Divergence): Finding {
  const late = isLate(divergence)
    ? `, in a file that joined ${ageText(divergence.lateHours ?? 0)} later`
    : '';
  const what =
    member.how === 'added'
      ? 'is in no other file of the release'
      : 'is another one in the rest of the release';
  const does = [...member.gains, ...member.hosts];
  return fileFinding(
    ID,
    { ...member, basis: 'context' },
    {
      rule: member.how,
      severity: severityOf(member, divergence),
      confidence: 0.8,
      summary: `${member.path} ${what} (${others(divergence)})${does.length > 0 ? ` and alone does ${listed(does)}` : ''}${late}`,
      indicators: member.hosts.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'domain', value })),
      chain: does,
    },
  );
}

/** The others do more than this file, with other code: one of them is the odd one, and was not held against any. */
function lackingFinding(divergence: Divergence): Finding[] {
  const { lacking } = divergence;
  if (!lacking) return [];
  const { member, abilities } = lacking;
  return [
    fileFinding(
      ID,
      { ...member, basis: 'context' },
      {
        rule: 'lacks',
        severity:
          abilities.some((id) => NETWORK.test(id)) && abilities.some((id) => RUNS.test(id))
            ? 'medium'
            : 'low',
        confidence: 0.6,
        summary: `other wheels of the release do what this file does not (${listed(abilities)}), and ${member.path} is not the same in them`,
        chain: abilities,
      },
    ),
  ];
}

/** Findings of one kind that are told one by one; the others are counted in the summary of the first. */
const TOLD_MAX = 5;

/** Files of a release whose code is not that of the other files. */
export const siblingDivergence: Detector = {
  id: ID,
  title: 'Files of one release that differ',
  rules: [
    {
      id: 'differs',
      severityMax: 'high',
      describes:
        'A module differs from that of every other file of the release: medium where it alone acts on the machine or the network, high where it reaches out and runs something, or where its file joined the release a day later or more.',
    },
    {
      id: 'added',
      severityMax: 'high',
      describes:
        'A module is in no other file of the release; graded in the same way, at least medium for what Python runs at each start.',
    },
    {
      id: 'lacks',
      severityMax: 'medium',
      describes:
        'Wheels that were analysed before act where this file does not, with other code; medium where they reach out and run something. The odd one may have come first.',
    },
    {
      id: 'late-file',
      severityMax: 'info',
      describes:
        'A file joined its release a day later or more, as the registry says, and no other file of it is known.',
    },
    {
      id: 'many',
      severityMax: 'low',
      describes: 'Modules differ from those of the other files and do nothing that those do not.',
    },
  ],
  detect(input) {
    const lateHours = lateHoursOf(input);
    const known = input.distribution?.divergence;
    if (!known) return lateFile(input, lateHours);
    const divergence = { ...known, lateHours };
    const telling = divergence.members.filter((member) => weightOf(member) !== 'info');
    const found = telling.slice(0, TOLD_MAX).map((member) => memberFinding(member, divergence));
    found.push(...lackingFinding(divergence));
    const [first] = divergence.members.filter((member) => weightOf(member) === 'info');
    if (first) {
      const count = divergence.memberCount - telling.length;
      found.push(
        fileFinding(
          ID,
          { ...first, basis: 'context' },
          {
            rule: 'many',
            severity: severityOf(first, divergence),
            confidence: 0.6,
            summary: `${count} module(s) differ from those of ${others(divergence)} of the release, ${first.path} first`,
          },
        ),
      );
    }
    return found;
  },
};
