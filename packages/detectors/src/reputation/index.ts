import { isNamedAfter, mailDomain, mailKind, normalPypiName, popularRanks } from '@weir/intel';
import type { Finding, ReleaseFacts } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import type { Distribution } from '../distribution.ts';
import { contextFinding } from '../finding.ts';
import { ageText, packageAgeHours } from '../lib/age.ts';

const ID = 'reputation';
const NEW_HOURS = 72;
/** So many releases within so few hours are those of a machine. */
const CADENCE_VERSIONS = 8;
const CADENCE_HOURS = 24;
/** Whose repository or description is worth borrowing. */
const BORROWED_RANK_MAX = 3_000;
const BORROWED_CHARS_MIN = 4;

type Metadata = NonNullable<Distribution['metadata']>;
type Claim = Parameters<typeof contextFinding>[3];

function isPopular(name: string): boolean {
  const rank = popularRanks('pypi').get(normalPypiName(name));
  return rank !== undefined && rank <= BORROWED_RANK_MAX && name.length >= BORROWED_CHARS_MIN;
}

/** Either is named after the other, in words or run together. */
function isRelated(a: string, b: string): boolean {
  const plain = (name: string): string => normalPypiName(name).replaceAll('-', '');
  return (
    isNamedAfter(a, b) || isNamedAfter(b, a) || plain(a).includes(plain(b)) || plain(b).includes(plain(a))
  );
}

/** Owner and name of a repository on a public forge; null for other addresses. */
function repositoryOf(url: string): { readonly owner: string; readonly name: string } | null {
  const parts =
    /^https?:\/\/(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/(?<owner>[\w.-]+)\/(?<name>[\w.-]+)/i.exec(
      url,
    )?.groups;
  if (parts?.owner === undefined || parts.name === undefined) return null;
  return { owner: parts.owner, name: parts.name.replace(/\.git$/, '') };
}

/** A repository of a popular project that the distribution is not named after: nothing in it leads back. */
function foreignRepository(
  own: string,
  { says }: Metadata,
): { readonly line: number; readonly claim: Claim } | null {
  const repositories = says.urls.flatMap(({ url, line }) => {
    const found = repositoryOf(url);
    return found === null ? [] : [{ ...found, line }];
  });
  // One that names it, or whose owner does, is enough.
  if (repositories.some(({ owner, name }) => isRelated(own, name) || isRelated(own, owner))) return null;
  const borrowed = repositories.find(({ name }) => isPopular(name));
  if (!borrowed) return null;
  return {
    line: borrowed.line,
    claim: {
      rule: 'foreign-repository',
      severity: 'low',
      confidence: 0.5,
      stage: 'use',
      summary: `${own} names ${borrowed.owner}/${borrowed.name} as its repository, which is that of another project`,
    },
  };
}

/** A description that tells how to install a popular project and never speaks of this one. */
function foreignDescription(own: string, { says }: Metadata): Claim | null {
  const text = says.description.toLowerCase();
  const words = normalPypiName(own).match(/[a-z0-9]+/g);
  if (text === '' || words === null || new RegExp(`\\b${words.join('[-_. ]?')}\\b`).test(text)) return null;
  const installed = [
    ...text.matchAll(/\bpip3? install (?:(?:-u|--upgrade|--user)\s+)?["'`]?([a-z0-9][\w.-]{1,60})/g),
  ].map((match) => match[1] ?? '');
  const other = installed.find((name) => isPopular(name) && !isRelated(own, name));
  if (other === undefined) return null;
  return {
    rule: 'foreign-description',
    severity: 'low',
    confidence: 0.6,
    stage: 'use',
    summary: `the description of ${own} is about ${other} and never names ${own}`,
  };
}

function disposableMail({ says }: Metadata, facts: ReleaseFacts | null): Claim | null {
  const author = /[^\s<>,]+@[^\s<>,]+/.exec(says.authorEmail ?? '')?.[0];
  const mails = [author, ...(facts?.maintainers.map(({ email }) => email) ?? [])];
  const domain = mails.map(mailDomain).find((one) => one !== null && mailKind(one) === 'disposable');
  if (domain === undefined || domain === null) return null;
  return {
    rule: 'disposable-mail',
    severity: 'low',
    confidence: 0.8,
    stage: 'use',
    summary: `the author's mail is at ${domain}, where anybody reads the mailbox`,
  };
}

/** What the registry says of age and pace; nothing where it was not asked. */
function fromFacts(own: string, facts: ReleaseFacts): Claim[] {
  const ageHours = packageAgeHours(facts);
  if (ageHours === null || facts.versionCount === null) return [];
  if (facts.versionCount >= CADENCE_VERSIONS && ageHours <= CADENCE_HOURS) {
    return [
      {
        rule: 'cadence',
        severity: 'low',
        confidence: 0.7,
        stage: 'use',
        summary: `${own} has ${facts.versionCount} versions within ${ageText(ageHours)} of its first`,
      },
    ];
  }
  if (facts.versionCount > 1 || ageHours > NEW_HOURS) return [];
  return [
    {
      rule: 'first-release',
      severity: 'info',
      confidence: 1,
      stage: 'use',
      summary: `${own} is the first release of its project, which is ${ageText(Math.max(0, ageHours))} old`,
    },
  ];
}

function inMetadata(input: DetectorInput, own: string, metadata: Metadata): { line: number; claim: Claim }[] {
  const { nameLine: line } = metadata.says;
  const repository = foreignRepository(own, metadata);
  return [
    ...(repository ? [repository] : []),
    ...[foreignDescription(own, metadata), disposableMail(metadata, input.context?.facts ?? null)].flatMap(
      (claim) => (claim === null ? [] : [{ line, claim }]),
    ),
  ];
}

/** What is known of a project of PyPI besides its code: weak, each alone says nothing. What is unknown says nothing. */
export const reputation: Detector = {
  id: ID,
  title: 'What is known of a project',
  rules: [
    {
      id: 'first-release',
      severityMax: 'info',
      describes: 'The first release of a project that is a few days old, as the registry says.',
    },
    {
      id: 'cadence',
      severityMax: 'low',
      describes: 'A project has so many versions within its first day that a machine must publish them.',
    },
    {
      id: 'disposable-mail',
      severityMax: 'low',
      describes: 'The author or a maintainer has a mailbox that anybody reads.',
    },
    {
      id: 'foreign-repository',
      severityMax: 'low',
      describes:
        'The repository that metadata names is that of a popular project with another name, so that nothing in it leads back.',
    },
    {
      id: 'foreign-description',
      severityMax: 'low',
      describes:
        'The description is that of another project: it says how to install that one and never names its own.',
    },
  ],
  detect(input): Finding[] {
    const { distribution, context } = input;
    if (!distribution?.metadata || distribution.name === null) return [];
    const own = distribution.name;
    // Who is popular has a reputation, and is what others borrow.
    if (popularRanks('pypi').has(normalPypiName(own))) return [];
    const { metadata } = distribution;
    const claims = [
      ...inMetadata(input, own, metadata),
      ...(context?.facts ? fromFacts(own, context.facts) : []).map((claim) => ({
        line: metadata.says.nameLine,
        claim,
      })),
    ];
    return claims.map(({ line, claim }) => contextFinding(ID, line, `Name: ${own}`, claim, metadata.path));
  },
};
