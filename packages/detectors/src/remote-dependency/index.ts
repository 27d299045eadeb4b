import type { Finding } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import type { Requirement } from '../distribution.ts';
import { fileFinding, indicatorsIn, mostSevere } from '../finding.ts';
import { gradeOf, hostOf } from './grade.ts';
import { prebuiltElsewhere } from './prebuilt.ts';

const ID = 'remote-dependency';
const FINDINGS_MAX = 50;
/** Where a registry serves archives: `/name/-/name-1.0.0.tgz`. A lock file of a company's own mirror says no more. */
function isServedByRegistry(address: string, name: string | null): boolean {
  const path = URL.canParse(address) ? new URL(address).pathname : '';
  return name !== null && decodeURIComponent(path.replace(/%(?![0-9a-f]{2})/gi, '')).includes(`/${name}/-/`);
}

/** Dependencies that a lock file fixes, or that the manifest of another folder lists which a hook installs. */
function fixedElsewhere(input: DetectorInput): Finding[] {
  const told = new Set<string>();
  return input.edges.flatMap((edge) => {
    const isFixed = edge.channel === 'shrinkwrap';
    const isListed =
      (edge.channel === 'git' || edge.channel === 'url') &&
      edge.file !== 'package.json' &&
      /^(?!(?:.*\/)?node_modules\/).*\/package\.json$/.test(edge.file);
    if (edge.url === null || edge.stage !== 'install' || !(isFixed || isListed)) return [];
    if (isFixed && isServedByRegistry(edge.url, edge.name)) return [];
    const isGit =
      edge.channel === 'git' || edge.ecosystem === 'github' || /^git|^ssh|\.git(?:#|$)/i.test(edge.url);
    const grade = gradeOf({ spec: edge.url, channel: isGit ? 'git' : 'url', field: 'dependencies' });
    const host = hostOf(edge.url)?.host ?? '';
    if (!grade || told.has(`${grade.rule} ${host}`)) return [];
    told.add(`${grade.rule} ${host}`);
    const name = (edge.name ?? 'a package').slice(0, 100);
    return [
      fileFinding(
        ID,
        { path: edge.file, stage: 'install', line: edge.line, snippet: `${name} ${edge.url}` },
        {
          rule: grade.rule,
          // Lock files of a private network are left behind by accident.
          severity: isFixed && grade.rule === 'plain-http' ? 'medium' : grade.severity,
          confidence: grade.confidence,
          summary: `${name}, as ${edge.file.slice(0, 200)} has it, comes ${grade.what}`,
          chain: [edge.channel, edge.url.slice(0, 200)],
          indicators: indicatorsIn(edge.url),
        },
      ),
    ];
  });
}

/** A requirement with its address (PEP 508). */
const REQUIREMENT =
  /^\s*(?:(?<name>[\w.-]{1,100})\s*(?:\[[\w., -]*\])?\s*@\s*)?(?<spec>(?:git\+)?[a-z]+:\/\/[^\s;]+)/i;

/** Names that indexes of others than PyPI give themselves, besides those of {@link REGISTRY_HOST}. */
const INDEX_HOST = /^(?:pypi|simple|download|wheels?|whl|mirrors?)\d?\./;

/** An index that a requirements file names: whatever is asked for by name may come from it. */
function ofIndex({ spec, file, line }: Requirement): Finding | null {
  const grade = gradeOf({ spec, channel: 'url', field: 'dependencies' });
  const host = hostOf(spec)?.host ?? '';
  if (!grade || grade.rule === 'git') return null;
  return fileFinding(
    ID,
    { path: file, stage: 'install', line, snippet: spec },
    {
      rule: 'foreign-index',
      severity: grade.severity === 'medium' && INDEX_HOST.test(host) ? 'low' : grade.severity,
      confidence: grade.confidence,
      summary: `requirements are looked for ${grade.what.replace(/^from/, 'at')} as well`,
      chain: ['index', spec.slice(0, 200)],
      indicators: indicatorsIn(spec),
    },
  );
}

/**
 * What a distribution of PyPI requires by its address. The index takes no metadata that does, and what a build asks for,
 * or a setup script, gets past it.
 */
function ofRequirement(requirement: Requirement): Finding | null {
  const { spec: text, file, line, to } = requirement;
  if (to === 'index') return ofIndex(requirement);
  const { name = 'of an address', spec } = REQUIREMENT.exec(text.slice(0, 1000))?.groups ?? {};
  if (spec === undefined) return null;
  const channel = /^git\b/i.test(spec) ? 'git' : 'url';
  const grade = gradeOf({ spec, channel, field: 'dependencies' });
  if (!grade) return null;
  const isMedium = grade.severity === 'medium' && (to === 'build' || file === 'setup.py');
  return fileFinding(
    ID,
    { path: file, stage: 'install', line, snippet: text },
    {
      rule: grade.rule,
      severity: isMedium ? 'high' : grade.severity,
      confidence: isMedium ? 0.6 : grade.confidence,
      summary: `the ${to === 'build' ? 'build requirement' : 'requirement'} ${name} comes ${grade.what}`,
      chain: [to === 'build' ? 'build requires' : 'requires', spec.slice(0, 200)],
      indicators: indicatorsIn(spec.replace(/^git\+/, '')),
    },
  );
}

/** Dependencies that no registry serves: scanners and lockfile audits do not see what they hold. */
export const remoteDependency: Detector = {
  id: ID,
  title: 'Dependencies from outside the registry',
  rules: [
    {
      id: 'address',
      severityMax: 'high',
      describes: 'A dependency, or native code at install, is fetched from a bare IP address.',
    },
    {
      id: 'drop-host',
      severityMax: 'high',
      describes:
        'A dependency, or native code at install, is fetched from a paste, tunnel or file-drop host.',
    },
    {
      id: 'plain-http',
      severityMax: 'high',
      describes: 'A dependency is fetched over plain HTTP from a host that keeps no code.',
    },
    {
      id: 'optional-commit',
      severityMax: 'high',
      describes:
        'An optional dependency is one commit of a repository: it runs a script at install and may fail unseen.',
    },
    {
      id: 'foreign-host',
      severityMax: 'high',
      describes:
        'A dependency, or one that a shipped lock file fixes, is an archive on a host that is neither registry nor code host; high where a setup script of Python, or its build, requires it.',
    },
    {
      id: 'native-host',
      severityMax: 'high',
      describes:
        'Prebuilt native code is fetched at install from a host that is no code host, no store and not of the project; high from a free host.',
    },
    {
      id: 'foreign-index',
      severityMax: 'high',
      describes:
        'A requirements file that the build reads, or that pip is given, names another index; low where its host calls itself one.',
    },
    {
      id: 'git',
      severityMax: 'low',
      describes: 'A dependency comes from a repository; common, and not what the registry checked.',
    },
  ],
  detect(input) {
    const { distribution } = input;
    if (distribution)
      return mostSevere(
        distribution.requirements.flatMap((requirement) => ofRequirement(requirement) ?? []),
        FINDINGS_MAX,
      );
    const found: Finding[] = [];
    for (const dependency of input.manifest.dependencies) {
      const grade = gradeOf(dependency);
      if (!grade) continue;
      found.push(
        fileFinding(
          ID,
          {
            path: 'package.json',
            stage: 'install',
            line: dependency.line,
            snippet: `"${dependency.name}": "${dependency.spec}"`,
          },
          {
            rule: grade.rule,
            severity: grade.severity,
            confidence: grade.confidence,
            summary: `the dependency ${dependency.name.slice(0, 100)} comes ${grade.what}`,
            chain: [dependency.field, dependency.spec.slice(0, 200)],
            indicators: indicatorsIn(dependency.spec.replace(/^git\+/, '')),
          },
        ),
      );
    }
    found.push(...fixedElsewhere(input), ...prebuiltElsewhere(input));
    return mostSevere(found, FINDINGS_MAX);
  },
};
