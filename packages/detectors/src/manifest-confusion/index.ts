import { classifySpec } from '@weir/code';
import type { Finding } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import { contextFinding } from '../finding.ts';
import { INSTALL_HOOKS, isRoutineHook, normalizedCommand } from '../lib/hooks.ts';

const ID = 'manifest-confusion';
/** Findings of one rule; the rest says nothing new. */
const FINDINGS_MAX = 20;
const INSTALLED_FIELDS = ['dependencies', 'optionalDependencies'] as const;

type Manifest = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The registry's manifest in full; null when there is none, or only the short form, which shows no scripts. */
function shownManifest(input: DetectorInput): Manifest | null {
  const shown = input.context?.facts?.manifest;
  if (!isRecord(shown)) return null;
  // The registry adds `_id` to every full manifest and leaves it out of short ones (registries.md 1.5).
  return typeof shown._id === 'string' ? shown : null;
}

/** Whether facts hold all of a field: what was cut to fit is unknown, not absent. */
function isWhole(input: DetectorInput, field: string): boolean {
  const cut = input.context?.facts?.truncated ?? [];
  return !cut.some(
    (path) => path === `$.${field}` || path.startsWith(`$.${field}.`) || path.startsWith(`$.${field}[`),
  );
}

function hookFindings(input: DetectorInput, shown: Manifest): Finding[] {
  if (!isWhole(input, 'scripts')) return [];
  const scripts = isRecord(shown.scripts) ? shown.scripts : {};
  return INSTALL_HOOKS.flatMap((hook) => {
    const script = input.manifest.scripts.get(hook);
    if (!script || script.command.trim() === '') return [];
    const told = scripts[hook];
    if (typeof told === 'string' && normalizedCommand(told) === normalizedCommand(script.command)) return [];
    const isHidden = typeof told !== 'string' || told.trim() === '';
    // npm reads package.json again when it has packed: tools that write it for a moment make harmless differences.
    const isRoutine = isRoutineHook(script.command);
    return [
      contextFinding(ID, script.line, script.command, {
        rule: isHidden ? 'hidden-hook' : 'changed-hook',
        severity: isRoutine ? 'low' : 'high',
        confidence: isHidden ? 0.7 : 0.65,
        summary: isHidden
          ? `the archive runs a ${hook} script that the registry does not show`
          : `the archive's ${hook} script is another than the registry shows`,
        chain: [`registry: ${isHidden ? 'none' : told}`, `archive: ${script.command}`],
      }),
    ];
  });
}

function stringMembers(value: unknown): (readonly [string, string])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'string' ? [[key, member]] : [],
  );
}

function namesIn(fields: readonly unknown[]): Set<string> {
  return new Set(fields.flatMap((field) => (isRecord(field) ? Object.keys(field) : [])));
}

/** Packages that one side would install and the other does not name. Ranges differ by npm's own tidying. */
function dependencyFindings(input: DetectorInput, shown: Manifest): Finding[] {
  if (!INSTALLED_FIELDS.every((field) => isWhole(input, field))) return [];
  const told = namesIn(INSTALLED_FIELDS.map((field) => shown[field]));
  // What some tools move there when they pack is in sight all the same.
  const toldAnyhow = namesIn([shown.peerDependencies, shown.devDependencies]);
  const { bundled, dependencies } = input.manifest;
  const own = dependencies.filter(
    ({ field }) => field === 'dependencies' || field === 'optionalDependencies',
  );
  const ownNames = new Set(own.map(({ name }) => name));
  const hidden = own
    .filter(({ name }) => !told.has(name) && !toldAnyhow.has(name) && !bundled.includes(name))
    .slice(0, FINDINGS_MAX)
    .map((dependency) =>
      contextFinding(ID, dependency.line, `"${dependency.name}": "${dependency.spec}"`, {
        rule: 'hidden-dependency',
        severity: 'medium',
        confidence: 0.8,
        summary: `the archive depends on ${dependency.name}, which the registry does not show`,
      }),
    );
  const absent = INSTALLED_FIELDS.flatMap((field) => stringMembers(shown[field]))
    .filter(([name]) => !ownNames.has(name))
    .slice(0, FINDINGS_MAX)
    .map(([name, spec]) => {
      const isRemote = ['git', 'url'].includes(classifySpec(spec));
      return contextFinding(ID, 1, `"${name}": "${spec}"`, {
        rule: 'absent-dependency',
        severity: isRemote ? 'medium' : 'low',
        confidence: 0.7,
        summary: `the registry has ${name} installed, which the archive does not ask for`,
      });
    });
  return [...hidden, ...absent];
}

/** A version as npm tidies it when it publishes (semver's `clean`): no `v`, no spaces, no build. */
function cleanVersion(version: string): string {
  return version
    .trim()
    .replace(/^[=v\s]+/i, '')
    .replace(/\+.*$/, '');
}

function identityFindings(input: DetectorInput, shown: Manifest): Finding[] {
  const { name, version } = input.manifest;
  const found: Finding[] = [];
  const told = typeof shown.name === 'string' ? shown.name : input.context?.release.displayName;
  if (name !== null && told !== undefined && name.trim().toLowerCase() !== told.toLowerCase()) {
    found.push(
      contextFinding(ID, 1, `"name": "${name}"`, {
        rule: 'other-name',
        severity: 'medium',
        confidence: 0.7,
        summary: `the archive calls itself ${name}, the registry ${told}`,
      }),
    );
  }
  const toldVersion = typeof shown.version === 'string' ? shown.version : input.context?.release.version;
  if (version !== null && toldVersion !== undefined && cleanVersion(version) !== cleanVersion(toldVersion)) {
    found.push(
      contextFinding(ID, 1, `"version": "${version}"`, {
        rule: 'other-version',
        severity: 'low',
        confidence: 0.8,
        summary: `the archive says version ${version}, the registry ${toldVersion}`,
      }),
    );
  }
  return found;
}

/** Names of commands in a registry's `bin`; a lone path is the command of the package's own name. */
function shownCommands(shown: Manifest): ReadonlySet<string> {
  const { name } = shown;
  if (typeof shown.bin === 'string' && typeof name === 'string')
    return new Set([name.replace(/^@[^/]*\//, '')]);
  return namesIn([shown.bin]);
}

function commandFindings(input: DetectorInput, shown: Manifest): Finding[] {
  if (!isWhole(input, 'bin')) return [];
  const told = shownCommands(shown);
  // npm tidies paths out of the names of commands.
  const hidden = input.manifest.commands.filter(
    (command) => !told.has(command) && !told.has(baseName(command)),
  );
  const [first] = hidden;
  if (first === undefined) return [];
  return [
    contextFinding(ID, 1, `"bin": ${first}`, {
      rule: 'hidden-command',
      severity: 'low',
      confidence: 0.7,
      summary: `the archive has commands that the registry does not show: ${hidden.slice(0, 5).join(', ')}`,
    }),
  ];
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** What people and tools read at the registry against what is installed. */
export const manifestConfusion: Detector = {
  id: ID,
  title: 'The registry shows another manifest than the archive has',
  rules: [
    {
      id: 'hidden-hook',
      severityMax: 'high',
      describes: 'The archive runs a script at install that the registry does not show.',
    },
    {
      id: 'changed-hook',
      severityMax: 'high',
      describes: 'The archive runs another command at install than the registry shows.',
    },
    {
      id: 'hidden-dependency',
      severityMax: 'medium',
      describes: 'The archive depends on a package that the registry does not show.',
    },
    {
      id: 'absent-dependency',
      severityMax: 'medium',
      describes:
        'The registry has a package installed that the archive does not ask for; medium for one from outside the registry.',
    },
    { id: 'other-name', severityMax: 'medium', describes: 'The archive has the name of another package.' },
    { id: 'other-version', severityMax: 'low', describes: 'The archive has another version.' },
    {
      id: 'hidden-command',
      severityMax: 'low',
      describes: 'The archive puts commands on the path that the registry does not show.',
    },
  ],
  detect(input) {
    const shown = shownManifest(input);
    if (shown === null) return [];
    return [
      ...hookFindings(input, shown),
      ...dependencyFindings(input, shown),
      ...identityFindings(input, shown),
      ...commandFindings(input, shown),
    ];
  },
};
