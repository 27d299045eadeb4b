import type { PackageFile } from '../contract.ts';

/** Commands whose output is worth sending, inside a substitution. */
const GATHERS =
  /(?:\$\(|`|<\()\s*(?:whoami|hostname|id\b|uname|env\b|printenv|cat\s+(?:\/etc\/|~|\$HOME|\S*(?:\.npmrc|\.ssh|\.aws|\.env))|ifconfig)/;
const VARIABLE = /\$\{?(?<name>\w{1,60})/g;
const WORD = /(?<![\w$%{])[A-Za-z_]\w{0,59}/g;
/** Values that are handed from one variable to the next in so many steps at most. */
const ROUNDS_MAX = 5;
const LINES_MAX = 20_000;

/**
 * Whether a command names a variable that holds what other commands of the text found out about the machine: one whose
 * name stands in a line with such a command, or with another variable of that kind. What a function or script is given
 * (`$1`) may be it wherever the text has such a command at all.
 */
export function namesGathered(command: string, around: string): boolean {
  const named = new Set([...command.matchAll(VARIABLE)].map(({ groups }) => groups?.name ?? ''));
  if (named.size === 0 || !GATHERS.test(around)) return false;
  if (named.values().some((name) => /^\d/.test(name))) return true;
  const lines = around.replace(/\\\r?\n|(?<=\(|`)\s{0,40}\n\s{0,40}/g, ' ').split('\n');
  if (lines.length > LINES_MAX) return true;
  const tainted = new Set<string>();
  for (let round = 0, before = -1; round < ROUNDS_MAX && before !== tainted.size; round++) {
    before = tainted.size;
    for (const line of lines) {
      const isFed =
        GATHERS.test(line) || line.matchAll(VARIABLE).some(({ groups }) => tainted.has(groups?.name ?? ''));
      if (isFed) for (const [word] of line.matchAll(WORD)) tainted.add(word);
    }
  }
  return named.values().some((name) => tainted.has(name));
}

/** Where another program was installed: `%JAVA_HOME%\bin\java.exe`. */
const INSTALLED =
  /^["']?(?:%(?<windows>\w{2,40}_HOME)%|\$\{?(?<shell>\w{2,40}_HOME)\}?)[\\/](?<rest>.{1,200})$/i;
/** A name that a function or a script is given: `./$1.exe`. */
const GIVEN = /(?:^|[\\/])["']?(?:\$\{?\d\}?|%~?\d)\.\w{1,5}["']?$/;
const FETCHES =
  /\b(?:curl|wget|fetch|Invoke-WebRequest|iwr|irm|DownloadFile|certutil|bitsadmin|base64|scp|nc)\b/i;
const RUNS_NATIVE = /\.(?:exe|dll|scr|com|bin)$/i;

/**
 * Whether a path leads to an executable that is not the package's: of a program that the machine has, or of a name that
 * callers give where the package ships nothing of the kind. Never in a text that fetches or unpacks something, or that
 * says itself where that program is.
 */
export function isOfOthers(path: string, around: string, files: ReadonlyMap<string, PackageFile>): boolean {
  if (FETCHES.test(around)) return false;
  const { windows, shell, rest } = INSTALLED.exec(path)?.groups ?? {};
  const name = windows ?? shell;
  if (name !== undefined && rest !== undefined) {
    const tail = `/${rest.replaceAll('\\', '/').replace(/["']$/, '').toLowerCase()}`;
    return !isSetTo(name, around) && !files.keys().some((file) => `/${file.toLowerCase()}`.endsWith(tail));
  }
  return (
    GIVEN.test(path) &&
    !files
      .values()
      .some(({ path: own, format }) => RUNS_NATIVE.test(own) || /^(?:pe|elf|macho)$/.test(format))
  );
}

/** Given a value that is not its own with quotes taken away: `set JAVA_HOME=%JAVA_HOME:"=%`. */
function isSetTo(name: string, around: string): boolean {
  const given = new RegExp(`(?<![\\w%$])${name}=(?<value>[^\\n]{0,200})`, 'gi');
  return around
    .matchAll(given)
    .some(({ groups }) => !groups?.value?.toLowerCase().includes(name.toLowerCase()));
}
