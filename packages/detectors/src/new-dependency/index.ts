import { findNameConfusion } from '@weir/intel';
import type { DependencyFacts, Finding, ReleaseFacts, Severity } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import { contextFinding } from '../finding.ts';
import { ageText, hoursBetween, isEstablished } from '../lib/age.ts';

const ID = 'new-dependency';
/** A package this young, in hours, has been seen by nobody: safe-chain's minimum age is two days (detection.md C50). */
const FRESH_HOURS = 72;
const YOUNG_HOURS = 14 * 24;
/** A dependency judged malicious within this age, in hours, was made for it; an older one was taken over. */
const MADE_FOR_IT_HOURS = 60 * 24;

/** Who the people of a dependency are to those of the release: `unknown` when the store never saw them. */
type Relation = 'own' | 'foreign' | 'unknown';

function scopeOf(name: string): string | null {
  return name.startsWith('@') && name.includes('/') ? name.slice(0, name.indexOf('/')) : null;
}

/** Monorepos add packages of their own all the time. Whoever came with this very release is no owner. */
function relationOf(dependency: DependencyFacts, input: DetectorInput, facts: ReleaseFacts): Relation {
  const scope = scopeOf(input.context?.release.name ?? '');
  if (scope !== null && scopeOf(dependency.name) === scope) return 'own';
  if (dependency.maintainers === null || dependency.maintainers.length === 0) return 'unknown';
  const owners = facts.previousFacts?.maintainers ?? facts.maintainers;
  const names = new Set(owners.map(({ name }) => name));
  return dependency.maintainers.some((name) => names.has(name)) ? 'own' : 'foreign';
}

/** How bad a dependency on a package of this age is; null when it is ordinary. */
function gradeOf(
  ageHours: number,
  established: boolean,
  relation: Relation,
  confusable: boolean,
): { readonly severity: Severity; readonly confidence: number } | null {
  if (relation === 'own')
    return ageHours < FRESH_HOURS && established ? { severity: 'info', confidence: 0.9 } : null;
  const fresh = ageHours < FRESH_HOURS;
  if (!established) {
    if (!fresh) return null;
    return { severity: confusable && relation === 'foreign' ? 'medium' : 'low', confidence: 0.7 };
  }
  if (!fresh) return { severity: confusable ? 'medium' : 'low', confidence: 0.6 };
  if (relation === 'unknown') return { severity: 'medium', confidence: confusable ? 0.9 : 0.75 };
  return { severity: 'high', confidence: confusable ? 0.7 : 0.6 };
}

function youngFinding(
  dependency: DependencyFacts,
  input: DetectorInput,
  facts: ReleaseFacts,
  line: number,
): Finding | null {
  const ageHours = hoursBetween(dependency.createdAt, facts.publishedAt);
  if (ageHours === null || ageHours >= YOUNG_HOURS) return null;
  const relation = relationOf(dependency, input, facts);
  const confusion = findNameConfusion('npm', dependency.name);
  const grade = gradeOf(ageHours, isEstablished(facts), relation, confusion !== null);
  if (grade === null) return null;
  const age = ageHours < 0 ? 'that appeared after it' : `that is ${ageText(ageHours)} old`;
  return contextFinding(ID, line, null, {
    rule: 'young-dependency',
    ...grade,
    summary: `the release is the first to depend on ${dependency.name}, a package ${age}`,
    chain: [
      `${input.context?.release.name ?? ''} → ${dependency.name}`,
      relation === 'foreign' ? 'nobody maintains both' : `maintainers: ${relation}`,
      ...(confusion ? [`${confusion.kind} of ${confusion.target}`] : []),
    ],
  });
}

function judgedFinding(dependency: DependencyFacts, facts: ReleaseFacts, line: number): Finding | null {
  if (dependency.judged === null) return null;
  const { purl, verdict } = dependency.judged;
  const ageHours = hoursBetween(dependency.createdAt, facts.publishedAt);
  const madeForIt = ageHours !== null && ageHours < MADE_FOR_IT_HOURS;
  const chain = [`${dependency.name} → ${purl}`, `judged ${verdict}`];
  const summary = `installing it brings ${purl}, which is judged ${verdict}`;
  return verdict === 'malicious'
    ? contextFinding(ID, line, null, {
        rule: 'malicious-dependency',
        // Who depends on a package that was taken over is its victim.
        severity: madeForIt ? 'critical' : 'high',
        confidence: madeForIt ? 0.9 : 0.8,
        summary,
        chain,
      })
    : contextFinding(ID, line, null, {
        rule: 'suspicious-dependency',
        severity: 'medium',
        confidence: 0.7,
        summary,
        chain,
      });
}

/** What a release is the first of its package to bring along. */
export const newDependency: Detector = {
  id: ID,
  title: 'Dependencies that the release before did not have',
  rules: [
    {
      id: 'young-dependency',
      severityMax: 'high',
      describes:
        'The release begins to depend on a package that is hours or days old; high for one of other people in a package that was there for long.',
    },
    {
      id: 'malicious-dependency',
      severityMax: 'critical',
      describes: 'Installing it brings a release that Weir has judged malicious.',
    },
    {
      id: 'suspicious-dependency',
      severityMax: 'medium',
      describes: 'Installing it brings a release that Weir has judged suspicious.',
    },
  ],
  detect(input, isExpired) {
    const { context, manifest } = input;
    if (!context?.facts) return [];
    const { facts } = context;
    const lines = new Map(manifest.dependencies.toReversed().map(({ target, line }) => [target, line]));
    const found: Finding[] = [];
    for (const dependency of context.dependencies) {
      if (isExpired()) break;
      const line = lines.get(dependency.name) ?? 1;
      const made = [youngFinding(dependency, input, facts, line), judgedFinding(dependency, facts, line)];
      found.push(...made.filter((finding) => finding !== null));
    }
    return found;
  },
};
