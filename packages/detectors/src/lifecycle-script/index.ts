import type { CommandFact, ShellAction } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput, HookCommand, PackageFile } from '../contract.ts';
import { type Claim, hookFinding, indicatorsIn, unitFinding } from '../finding.ts';
import { ownFile } from '../lib/own-file.ts';
import { configuredRegistry } from '../lib/package-sources.ts';
import { actionsOf, momentOf } from '../reach.ts';
import { clonedAndRun, foreignRegistry, remoteInstall } from './installs.ts';
import { onlyAsks } from './powershell.ts';
import { storedAndRun } from './stored.ts';
import { isOfOthers, namesGathered } from './variables.ts';

const ID = 'lifecycle-script';
/** A substitution that puts something of this machine into a command. */
const SUBSTITUTED =
  /\$\(\s*(?:whoami|hostname|id|uname|env|printenv|cat|pwd|ifconfig|ls|base64)\b|`\s*(?:whoami|hostname|id|uname|env|printenv|cat|pwd|ls)\b|\$(?:\{?(?:USER|HOSTNAME|HOME|PATH|NPM_TOKEN|[A-Z_]*(?:TOKEN|SECRET|KEY))\b)|@\/etc\/|@~\/|%(?:USERNAME|COMPUTERNAME)%/;
/** Inline code of other languages that fetches, and that runs what it has. */
const FETCHES =
  /\b(?:urlopen|urlretrieve|requests\.(?:get|post)|http\.client|LWP|HTTP::Tiny|Net::HTTP|open-uri|file_get_contents|socket)\b/;
const RUNS = /\b(?:exec|eval|system|popen|subprocess|passthru|spawn|instance_eval)\b/;
const LOOKUPS = /^(?:nslookup|dig|host|ping|drill)$/;
const EXECUTABLE = new Set<PackageFile['format']>(['elf', 'pe', 'macho']);
const BINARY_NAME = /\.(?:exe|dll|so|dylib|bin|scr|com)$/i;
const DESTROYS = /^(?:-\w*[rR]\w*f|-\w*f\w*[rR]|-rf?)$/;

/** What one action says by itself, null when it is only a capability. */
function claimOf(action: ShellAction, input: DetectorInput, file: string, around = ''): Claim | null {
  const command = action.argv.join(' ');
  // A variable may hold what another command of the same text put into it.
  const carriesData = (): boolean => SUBSTITUTED.test(command) || namesGathered(command, around);
  switch (action.kind) {
    case 'download':
      if (action.into !== null) {
        return claim('download-and-run', 'critical', 0.95, `what is downloaded is run by ${action.into}`, [
          action.urls[0] ?? 'download',
          action.into,
        ]);
      }
      // A copy of what lies on this machine.
      if (action.urls.length > 0 && action.urls.every((url) => /^file:/i.test(url))) return null;
      if (carriesData() || (action.sends && /@|\$|`/.test(command))) {
        return claim('send-data', 'high', 0.95, 'a hook sends data of this machine to a server', [
          'machine data',
          action.urls[0] ?? action.argv[0] ?? 'request',
        ]);
      }
      return claim('download', 'medium', 0.7, 'a hook downloads from a server');
    case 'network-shell':
      return claim('network-shell', 'critical', 0.9, 'a hook opens a raw network connection from the shell');
    case 'inline-code':
      if (action.layers.includes('powershell-enc')) {
        // A script that is known and only asks is encoded for its quotes.
        const asks = onlyAsks(action.code);
        return claim(
          'encoded-command',
          asks ? 'medium' : 'high',
          asks ? 0.6 : 0.9,
          'a hook runs an encoded PowerShell command',
        );
      }
      if (action.language !== 'js' && FETCHES.test(action.code) && RUNS.test(action.code)) {
        return claim(
          'download-and-run',
          'critical',
          0.9,
          `inline ${action.language} code downloads and runs`,
        );
      }
      return action.language === 'js'
        ? null
        : claim('inline-code', 'medium', 0.6, `a hook runs inline ${action.language} code`);
    case 'run-file':
      return claimOfFile(action, input, file, around);
    case 'install-package':
      return remoteInstall(action.specs, action.source) ?? foreignRegistry(action.registry);
    case 'run-package':
      return remoteInstall([action.spec], action.source);
    case 'run-unknown':
      return claim('unread-code', 'medium', 0.6, `a hook has ${action.runtime} run what could not be read`);
    case 'other':
      return claimOfOther(action, carriesData);
    default:
      return null;
  }
}

/** How Windows is asked to show a link: what is opened is an address, or what the caller of the script gave. */
function opensLink(argv: readonly string[]): boolean {
  const at = argv.findIndex((word) => /^url\.dll,(?:FileProtocolHandler|OpenURL)$/i.test(word));
  return at >= 0 && /^(?:https?:|mailto:|["']?[$%])/i.test(argv[at + 1] ?? '$1');
}

function claimOfFile(
  action: ShellAction & { kind: 'run-file' },
  input: DetectorInput,
  from: string,
  around: string,
): Claim | null {
  const path = input.resolve(from, action.path) ?? input.resolve('package.json', action.path);
  const file = path === null ? undefined : input.files.get(path);
  const native =
    (file && EXECUTABLE.has(file.format)) || (BINARY_NAME.test(action.path) && action.runtime === 'exec');
  if (/^[wc]script$/.test(action.runtime)) {
    return claim('system-loader', 'high', 0.8, `a hook starts ${action.argv.slice(0, 3).join(' ')}`);
  }
  if (/^(?:rundll32|regsvr32|mshta)$/.test(action.runtime)) {
    if (opensLink(action.argv)) return null;
    return claim('system-loader', 'critical', 0.9, `a hook starts ${action.path} through ${action.runtime}`);
  }
  if (!file && isOfOthers(action.path, around, input.files)) return null;
  return native ? claim('shipped-binary', 'high', 0.75, `a hook runs the executable ${action.path}`) : null;
}

function claimOfOther(action: ShellAction, carriesData: () => boolean): Claim | null {
  const [program = '', ...args] = action.argv;
  const registry = foreignRegistry(configuredRegistry(action.argv));
  if (registry) return registry;
  if (LOOKUPS.test(program) && carriesData()) {
    return claim(
      'send-data',
      'high',
      0.95,
      `a hook sends data of this machine in a name looked up by ${program}`,
    );
  }
  const destroys = program === 'rm' && args.some((word) => DESTROYS.test(word));
  if (destroys && args.some((word) => /^(?:~|\/|\$HOME|\$\{HOME\})(?:\/\*?)?$/.test(word))) {
    return claim('destroy', 'critical', 0.95, 'a hook deletes the home or root directory');
  }
  return null;
}

function claim(
  rule: string,
  severity: Severity,
  confidence: number,
  summary: string,
  chain?: readonly string[],
): Claim {
  return { rule, severity, confidence, summary, ...(chain ? { chain } : {}) };
}

/** The same over the commands that one source of Python starts. */
function storedAndStarted(unit: CodeUnit, input: DetectorInput): Finding[] {
  if (unit.language !== 'python') return [];
  if (unit.stage === 'dead') return [];
  const { commands } = unit.facts;
  const sites = commands
    .slice(0, 200)
    .flatMap((command) => actionsOf(command).map((action) => ({ action, command })));
  const together = storedAndRun(sites.map(({ action }) => action));
  const site = sites.find(({ action }) => action === together?.action);
  if (!together || !site) return [];
  const text = site.action.argv.join(' ');
  const isCalled = momentOf(input, unit, site.command) === 'called';
  const grade = isCalled ? { severity: 'high' as const, confidence: 0.65 } : {};
  return [
    unitFinding(ID, unit, site.command, { ...together.claim, ...grade, indicators: indicatorsIn(text) }),
  ];
}

/** netcat that only tries a port, or listens on one, and gives it no program: how tests find out that a port is free. */
function asksForAPort(argv: readonly string[]): boolean {
  const flags = argv.filter((word) => /^-[a-z]+$/i.test(word)).join('');
  return /^(?:nc|ncat|netcat)$/.test(argv[0] ?? '') && /[zl]/.test(flags) && !/[ec]/.test(flags);
}

/** `deno run https://…`: whoever has the address says what runs, each time. */
function runsAddress(action: ShellAction): boolean {
  return action.kind === 'download' && /^(?:deno|bun|node)$/.test(action.into ?? '');
}

/** What stands out though somebody has to ask for it. */
const TOLD_OF_CODE = /^(?:download-and-run|network-shell|encoded-command|send-data|system-loader|destroy)$/;

/** What a hook's command does, graded by when: a command of PyPI in a shell's language has to be called first. */
function graded(input: DetectorInput, hook: HookCommand, made: Claim): Claim | null {
  if (!input.distribution || hook.stage !== 'use') return made;
  return TOLD_OF_CODE.test(made.rule) ? { ...made, severity: 'high', confidence: 0.72 } : null;
}

/** Commands that hook- or import-reachable code starts, when they download and run, or open a shell. */
function startedByCode(unit: CodeUnit, command: CommandFact, input: DetectorInput): Finding[] {
  const isCalled = momentOf(input, unit, command) === 'called';
  if (isCalled && unit.stage === 'dead') return [];
  const actions = actionsOf(command);
  return actions.flatMap((action) => {
    const made = claimOf(action, input, unit.file);
    // An archive of an address, installed behind the back of who installs this; repositories are fetched by tools.
    const isInstall =
      made?.rule === 'remote-install' && made.severity === 'high' && !isCalled && unit.language === 'js';
    if (!made || !(isInstall || TOLD_OF_CODE.test(made.rule))) return [];
    // Setting a tool up by its own script is what functions of tools do; running an address again and again is not.
    if (isCalled && unit.language !== 'python' && !runsAddress(action)) return [];
    // Windows is asked what only its script host tells: the script lies in the package, for anybody to read.
    const isShippedScript =
      isCalled && action.kind === 'run-file' && ownFile(input.files, unit.file, action.path) !== null;
    const grade = isShippedScript
      ? ({ severity: 'medium', confidence: 0.6 } as const)
      : ({ severity: 'high', confidence: 0.72 } as const);
    if (isCalled && made.rule === 'network-shell' && asksForAPort(action.argv)) return [];
    // Encoding a script of one's own is how Python hands it to PowerShell.
    if (isCalled && made.rule === 'encoded-command') return [];
    const text = action.argv.join(' ');
    return [
      unitFinding(ID, unit, command, {
        ...made,
        ...(isCalled ? grade : {}),
        chain: [command.name, text, ...(made.chain ?? [])],
        indicators: indicatorsIn(text),
      }),
    ];
  });
}

/** What npm runs by itself when a package is installed, and what it starts. */
export const lifecycleScript: Detector = {
  id: ID,
  title: 'Commands that run at install',
  rules: [
    {
      id: 'download-and-run',
      severityMax: 'critical',
      describes: 'A hook, or code that a hook or an import runs, downloads something and runs it.',
    },
    {
      id: 'network-shell',
      severityMax: 'critical',
      describes: 'A raw network connection (nc, /dev/tcp) is opened from the shell.',
    },
    {
      id: 'system-loader',
      severityMax: 'critical',
      describes: 'A hook starts a shipped file through a Windows loader (rundll32, regsvr32, mshta).',
    },
    { id: 'destroy', severityMax: 'critical', describes: 'A hook deletes the home or root directory.' },
    {
      id: 'send-data',
      severityMax: 'high',
      describes: 'A hook puts the user, host or environment into a request or a name lookup.',
    },
    { id: 'encoded-command', severityMax: 'high', describes: 'A hook runs an encoded PowerShell command.' },
    {
      id: 'shipped-binary',
      severityMax: 'high',
      describes: 'A hook runs a native executable that the package ships.',
    },
    {
      id: 'inline-code',
      severityMax: 'medium',
      describes: 'A hook runs inline code in a language other than JavaScript.',
    },
    { id: 'download', severityMax: 'medium', describes: 'A hook downloads from a server.' },
    {
      id: 'remote-install',
      severityMax: 'high',
      describes: 'A hook installs a package from an address outside the registry.',
    },
    {
      id: 'foreign-registry',
      severityMax: 'high',
      describes:
        'A hook names the registry that packages come from; low where its host calls itself a registry or a mirror.',
    },
    {
      id: 'unread-code',
      severityMax: 'medium',
      describes:
        'A hook has an interpreter run something that could not be read: decoded, or printed by a program.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const hook of input.hooks) {
      if (isExpired()) break;
      const together = storedAndRun(hook.actions) ?? clonedAndRun(hook.actions);
      const stored = together && graded(input, hook, together.claim);
      if (together && stored) found.push(hookFinding(ID, hook, together.action, stored));
      for (const action of hook.actions) {
        // A shell file that code may start when it is asked to uses the script host as any program does.
        const asked =
          hook.stage !== 'install' &&
          (action.kind === 'run-unknown' ||
            (action.kind === 'run-file' && /^[wc]script$/.test(action.runtime)));
        if (asked) continue;
        const made = claimOf(action, input, hook.file, hook.text.slice(0, 20_000));
        const claimed = made && graded(input, hook, made);
        if (!claimed || (claimed.rule === 'download' && together !== null)) continue;
        found.push(hookFinding(ID, hook, action, claimed));
      }
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      for (const command of unit.facts.commands) found.push(...startedByCode(unit, command, input));
      found.push(...storedAndStarted(unit, input));
    }
    return found;
  },
};
