import type { Finding, ReleaseFacts } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import { contextFinding } from '../finding.ts';
import { packageAgeHours } from '../lib/age.ts';
import { installWork } from '../lib/install-work.ts';
import { releaseFile } from '../lib/release-file.ts';

const ID = 'version-anomaly';
/** First versions from here on are chosen to win over any version of an internal package (99.x in most such waves). */
const BAIT_MAJOR = 90;
const NEW_HOURS = 30 * 24;
const NEW_VERSIONS = 5;

/** The first number of a version; null for none, and for one that is a date (2026.1.0, 20261120.0.0). */
function majorOf(version: string | null): number | null {
  const major = Number(/^[=v\s]*(?<major>\d{1,12})(?:\.|$)/.exec(version ?? '')?.groups?.major ?? Number.NaN);
  const isDate = (major >= 1990 && major <= 2100) || (major >= 19_900_000 && major <= 21_001_231);
  return Number.isFinite(major) && !isDate ? major : null;
}

function isNew(facts: ReleaseFacts): boolean {
  const ageHours = packageAgeHours(facts);
  return (
    facts.versionCount !== null &&
    facts.versionCount <= NEW_VERSIONS &&
    ageHours !== null &&
    ageHours <= NEW_HOURS
  );
}

function baitFindings(input: DetectorInput, facts: ReleaseFacts, version: string): Finding[] {
  const work = installWork(input);
  const { displayName } = input.context?.release ?? { displayName: '' };
  return [
    contextFinding(
      ID,
      work?.line ?? 1,
      work?.what ?? null,
      {
        rule: 'confusion-bait',
        severity: work ? 'medium' : 'low',
        confidence: 0.8,
        stage: work ? 'install' : 'use',
        // Most of these are tests by bounty hunters (detection.md, dependency-confusion PoCs); content says otherwise.
        class: 'research',
        summary: `a new package with version ${version}, higher than any internal ${displayName} would have`,
        chain: [`${facts.versionCount} version(s)`, ...(work ? [`${work.by}: ${work.what}`] : [])],
      },
      work?.file ?? releaseFile(input),
    ),
  ];
}

/** Version numbers that nobody arrives at by releasing. */
export const versionAnomaly: Detector = {
  id: ID,
  title: 'Version numbers that are chosen to be the highest',
  rules: [
    {
      id: 'confusion-bait',
      severityMax: 'medium',
      describes:
        'A new package begins with a version such as 99.0.0, as in dependency confusion (`research`); medium when it runs something at install.',
    },
    {
      id: 'jump',
      severityMax: 'low',
      describes: 'The version jumps by 90 majors or more over the release before.',
    },
  ],
  detect(input) {
    const { context } = input;
    if (!context?.facts) return [];
    const { facts } = context;
    const { version } = context.release;
    const major = majorOf(version);
    if (major === null || major < BAIT_MAJOR) return [];
    if (isNew(facts)) return baitFindings(input, facts, version);
    const before = majorOf(facts.previousVersion);
    if (before === null || major - before < BAIT_MAJOR) return [];
    return [
      contextFinding(
        ID,
        1,
        null,
        {
          rule: 'jump',
          severity: 'low',
          confidence: 0.7,
          stage: 'use',
          summary: `the version jumps from ${facts.previousVersion} to ${version}`,
        },
        releaseFile(input),
      ),
    ];
  },
};
