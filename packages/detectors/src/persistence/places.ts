import type { Severity } from '@weir/model';
import type { ByMoment } from '../reach.ts';

/** A kind of place from which code comes back, or acts on others. */
export interface Place {
  readonly rule: string;
  readonly what: string;
  readonly pattern: RegExp;
  readonly severity: ByMoment;
  readonly confidence: number;
}

function by(install: Severity, imported: Severity, called: Severity): ByMoment {
  return { install, import: imported, called };
}

/**
 * Paths as the code model writes them: `~` is the home folder, `$CWD` the project, `$UNKNOWN` anything. From the
 * documentation of shells, init systems, editors and agents, and from the campaigns of detection.md section 5.
 */
export const PLACES: readonly Place[] = [
  {
    rule: 'startup',
    what: 'a file that a shell reads at each start',
    pattern:
      /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|zshrc|zshenv|zprofile|zlogin|profile|xprofile|xinitrc)$|\.config\/fish\/(?:config\.fish|conf\.d\/)|^\/etc\/(?:profile|bash\.bashrc|zshrc|environment)|PowerShell\/.*profile\.ps1$|etc\/conda\/(?:de)?activate\.d\//i,
    severity: by('high', 'high', 'low'),
    confidence: 0.85,
  },
  {
    rule: 'startup',
    what: 'a command that is found before the one of that name of the system',
    pattern:
      /^~\/(?:\.local\/)?bin\/(?:sudo|su|doas|ssh|scp|git|node|npm|npx|python3?|pip3?|curl|wget|ls|cat|bash|sh|zsh|docker|kubectl|gpg|passwd)$/,
    severity: by('high', 'high', 'medium'),
    confidence: 0.85,
  },
  {
    rule: 'autostart',
    what: 'a service or program that starts with the machine',
    pattern:
      /Library\/Launch(?:Agents|Daemons)(?:\/|$)|\.config\/(?:autostart|systemd\/user)(?:\/|$)|\.local\/share\/systemd\/user|^\/(?:etc|usr\/lib|lib)\/systemd\/system|^\/etc\/(?:cron[\w.]*|init\.d|rc\.local|ld\.so\.preload)|^\/var\/spool\/cron|Start Menu\/Programs\/Startup/i,
    severity: by('high', 'high', 'low'),
    confidence: 0.9,
  },
  {
    rule: 'startup',
    what: 'a line that Python runs at each start',
    pattern: /(?:site-packages|dist-packages|\$UNKNOWN)\/[^/]+\.pth$|(?:^|\/)(?:site|user)customize\.py$/i,
    severity: by('high', 'high', 'low'),
    confidence: 0.7,
  },
  {
    rule: 'remote-access',
    what: 'who may log in to this machine, or where its names lead',
    pattern:
      /(?:^|\/)\.ssh\/(?:authorized_keys|config|rc)$|^\/etc\/(?:sudoers|hosts|passwd|shadow)(?:$|\.d\/)|drivers\/etc\/hosts$/i,
    severity: by('critical', 'high', 'medium'),
    confidence: 0.9,
  },
  {
    rule: 'workflow',
    what: 'a workflow that the build service of the project runs',
    pattern:
      /(?:^|\/)\.github\/workflows(?:\/|$)|(?:^|\/)\.gitlab-ci\.yml$|(?:^|\/)\.circleci\/config\.yml$|(?:^|\/)azure-pipelines\.yml$/i,
    severity: by('high', 'high', 'info'),
    confidence: 0.95,
  },
  {
    rule: 'agent-config',
    what: 'the instructions or hooks of a coding agent',
    pattern:
      /(?:^|\/)(?:CLAUDE|AGENTS?|GEMINI)\.md$|(?:^|\/)\.claude(?:\.json$|\/(?:settings|CLAUDE|commands|hooks|skills|agents|plugins))|(?:^|\/)\.cursorrules$|(?:^|\/)\.cursor\/(?:mcp\.json|rules|hooks)|(?:^|\/)\.(?:windsurfrules|clinerules|roorules)$|copilot-instructions\.md$|(?:^|\/)\.mcp\.json$|claude_desktop_config\.json$|(?:^|\/)\.(?:gemini|codex|codeium|windsurf|continue|amazonq)\/|(?:^|\/)\.config\/(?:opencode|goose)\//i,
    severity: by('high', 'high', 'info'),
    confidence: 0.8,
  },
  {
    rule: 'editor-task',
    what: 'tasks or settings that an editor runs when it opens the project',
    pattern:
      /(?:^|\/)\.vscode\/(?:tasks|settings|launch)\.json$|(?:^|\/)\.vscode\/extensions\/|(?:^|\/)\.idea\/runConfigurations\//i,
    severity: by('high', 'high', 'info'),
    confidence: 0.8,
  },
  {
    rule: 'package-manager-config',
    what: 'where the package manager of the user gets packages from',
    pattern:
      /^~\/(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pip\/pip\.conf|\.config\/pip\/pip\.conf|\.gitconfig|\.bunfig\.toml)$/i,
    severity: by('high', 'medium', 'info'),
    confidence: 0.75,
  },
  {
    rule: 'git-hook',
    what: 'a git hook',
    pattern:
      /(?:^|\/)\.git\/hooks(?:\/|$)|(?:^|\/)\.husky\/[^/]+$|^~\/\.(?:config\/git|git-templates?)\/(?:\w+\/)?hooks(?:\/|$)/i,
    // Hook managers do this for a living, in the project that asked them to.
    severity: by('low', 'medium', 'info'),
    confidence: 0.7,
  },
  {
    rule: 'other-program',
    what: 'the code of another program',
    pattern:
      /\/app\.asar(?:$|\/)|resources\/app\/(?:main|index|out\/)|discord_desktop_core|(?:^|\/)(?:Exodus|Atomic(?: Wallet)?|Ledger Live|MetaMask)\/(?:resources|app)(?:\/|\.asar|$)/i,
    severity: by('critical', 'high', 'medium'),
    confidence: 0.9,
  },
];

/** Shell commands that make something come back. */
export const COMMANDS: readonly Place[] = [
  {
    rule: 'autostart',
    what: 'a scheduled task or service',
    pattern:
      /\bschtasks(?:\.exe)?\b.*\/create\b|\bcrontab\s+(?:-(?=\s|$)|-u\s+\S+\s+-|\/|[\w.$~]+\s*$)|\|\s*crontab\b|\breg(?:\.exe)?\s+add\b.*\\(?:Run|RunOnce|Winlogon)\b|CurrentVersion\\+Run\b|\blaunchctl\s+(?:load|bootstrap|submit)\b|\bsystemctl\b.*\b(?:enable|link)\b|\bNew-ScheduledTask|\bsc(?:\.exe)?\s+create\b|\bpm2\s+startup\b/i,
    severity: by('high', 'high', 'low'),
    confidence: 0.9,
  },
  {
    rule: 'startup',
    what: 'a file that a shell reads at each start',
    pattern:
      />>?\s*["']?(?:~|\$HOME|\$\{HOME\}|\/home\/\w+|\/root|\/etc)\/\.?(?:bashrc|bash_profile|zshrc|zshenv|zprofile|profile)\b/i,
    severity: by('high', 'high', 'low'),
    confidence: 0.9,
  },
  {
    rule: 'git-hook',
    what: 'the git hooks of all projects of the user',
    pattern: /\bgit\s+config\b.*\s--global\b.*\s(?:core\.hooksPath|init\.templateDir)\s+[^\s-]/i,
    severity: by('high', 'high', 'low'),
    confidence: 0.85,
  },
  {
    rule: 'remote-access',
    what: 'what the virus scanner or the firewall looks at',
    pattern:
      /\bAdd-MpPreference\b.*-Exclusion|\bSet-MpPreference\b.*-(?:Disable|Exclusion|MAPSReporting|SubmitSamples)|\bsc(?:\.exe)?\s+(?:stop|delete|config)\s+(?:WinDefend|wscsvc|mpssvc)|\bnetsh\s+advfirewall\s+set\b.*\bstate\s+off/i,
    severity: by('critical', 'high', 'high'),
    confidence: 0.75,
  },
  {
    rule: 'remote-access',
    what: 'who may log in to this machine',
    pattern:
      />>?\s*["']?\S*\.ssh\/authorized_keys|>>?\s*\/etc\/(?:sudoers|hosts|passwd)|\bnet\s+user\b.*\/add\b|\b(?:useradd|usermod)\b/i,
    severity: by('critical', 'high', 'medium'),
    confidence: 0.9,
  },
];

/** Another package's own files, by the name of that package; null for caches and for what is no package. */
export function foreignPackageOf(path: string, ownName: string | null): string | null {
  const match = /(?:^|\/)node_modules\/(?<name>@[^/$]+\/[^/$]+|[^/@.$][^/$]*)(?:\/(?<rest>.+))?$/.exec(path);
  const name = match?.groups?.name;
  if (name === undefined || name === ownName) return null;
  // Packages of one scope are published together and fetch each other.
  const scope = name.includes('/') ? name.slice(0, name.indexOf('/') + 1) : null;
  if (scope !== null && ownName?.startsWith(scope)) return null;
  const rest = match?.groups?.rest;
  return rest === undefined || /\.(?:[cm]?js|json|ts|node|wasm)$|\$UNKNOWN/.test(rest) || !rest.includes('.')
    ? name
    : null;
}
