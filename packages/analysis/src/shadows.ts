import type { PackageManifest } from '@weir/code';
import type { ShadowedCommand } from '@weir/detectors';

/**
 * Commands that scripts and people start by name, by why taking the name over matters. npm puts the commands of
 * dependencies in front of everything else on the path of scripts.
 */
const KNOWN: Readonly<Record<string, string>> = {
  'runs scripts and packages':
    'node nodejs npm npx yarn yarnpkg pnpm pnpx bun bunx deno corepack python python3 py pip pip3 ruby gem perl php java',
  'is a shell, or starts commands for others':
    'sh bash zsh dash fish cmd powershell pwsh env sudo su doas xargs nohup eval exec time timeout',
  'handles sources, keys and remote machines':
    'git gh hub ssh scp sftp ssh-keygen ssh-add gpg gpg2 openssl svn hg docker podman kubectl helm aws az gcloud terraform vault',
  'fetches and sends': 'curl wget nc ncat netcat ping telnet ftp rsync',
  'is a part of every system':
    'ls cat cp mv rm mkdir rmdir touch chmod chown ln ps kill which whoami id hostname uname echo printf test true false pwd cd grep sed awk find sort head tail cut tr tee tar gzip gunzip zip unzip less more vi vim nano ed date sleep df du mount crontab systemctl service open start reg certutil tasklist taskkill where dir copy del move type',
  'builds software':
    'make cmake ninja gcc g++ cc c++ clang ld ar as go cargo rustc rustup msbuild gradle mvn node-gyp',
};

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries(KNOWN).flatMap(([reason, names]) => names.split(' ').map((name) => [name, reason] as const)),
);

/** Commands of a package that have the name of a well-known one, with the line of each in package.json's text. */
export function shadowedCommands(
  commands: Iterable<string>,
  manifest: PackageManifest,
  lineOf: (command: string) => number,
): ShadowedCommand[] {
  const found: ShadowedCommand[] = [];
  for (const command of commands) {
    const reason = REASONS.get(command.toLowerCase().replace(/\.(?:exe|cmd|bat|ps1|js)$/, ''));
    if (reason !== undefined)
      found.push({ command, reason, line: lineOf(command), ownName: manifest.name === command });
  }
  return found;
}
