import { DOWNLOADERS } from './downloads.ts';
import { type FilterOutput, filterOutput, isFilter, textInput } from './filters.ts';
import { parseShell, type ShellCommand } from './parse.ts';
import { operands, optionValue, programName } from './words.ts';
import { unwrap } from './wrappers.ts';

/** Commands that one reads from through pipes, one behind the other. */
const PIPES_MAX = 20;

/** Where what a program reads comes from. */
export type Source =
  /** A constant. */
  | { readonly kind: 'text'; readonly output: FilterOutput }
  /** Files, and the commands that their text passes through. */
  | {
      readonly kind: 'files';
      readonly paths: readonly string[];
      readonly filters: readonly (readonly string[])[];
    }
  /** A server: a download tells of that itself. */
  | { readonly kind: 'download' }
  /** Something else; `isFiltered` when it is the output of a program that hands data on. */
  | { readonly kind: 'unknown'; readonly isFiltered: boolean };

/** Options of programs that show files, with those that take the next word along. */
const SHOWS: Readonly<Record<string, RegExp>> = {
  cat: /^$/,
  bat: /^$/,
  type: /^$/,
  tac: /^$/,
  rev: /^$/,
  head: /^-[nc]$|^--(?:lines|bytes)$/,
  tail: /^-[nc]$|^--(?:lines|bytes)$/,
  base64: /^-w$|^--wrap$/,
  base32: /^-w$/,
  xxd: /^-[slcg]$/,
  gunzip: /^-S$/,
  zcat: /^-S$/,
  gzcat: /^-S$/,
  gzip: /^-S$/,
  bzcat: /^$/,
  bunzip2: /^$/,
  xzcat: /^$/,
  unxz: /^$/,
  zstdcat: /^$/,
  strings: /^-[nt]$/,
  cut: /^-[bcdf]$/,
  sort: /^-[kt]$/,
  uniq: /^$/,
  nl: /^$/,
  fold: /^-w$/,
  iconv: /^-[ft]$/,
  uudecode: /^-o$/,
  gpg: /^-[or]$|^--(?:passphrase|output|recipient|batch)$/,
};
/** Programs of which the first operand is what they look for or do. */
const SCRIPTED: Readonly<Record<string, RegExp>> = {
  grep: /^-[efmABC]$/,
  egrep: /^-[efmABC]$/,
  fgrep: /^-[efmABC]$/,
  sed: /^-[ef]$|^--expression$/,
  awk: /^-[Fvf]$/,
  jq: /^--(?:arg|argjson)$/,
};

/** Files that a program shows or changes, and the command without them; null when it reads its input. */
function filesOf(argv: readonly string[]): { paths: string[]; filter: readonly string[] } | null {
  const [word = '', ...args] = argv;
  const program = programName(word);
  let paths: string[] = [];
  if (program === 'openssl') paths = [optionValue(args, /^-in$/) ?? ''];
  else if (program === 'dd') paths = args.filter((arg) => arg.startsWith('if=')).map((arg) => arg.slice(3));
  else if (Object.hasOwn(SHOWS, program)) paths = operands(args, SHOWS[program] ?? /^$/);
  else if (Object.hasOwn(SCRIPTED, program)) {
    const hasScript = args.some((arg) => /^(?:-[ef]|--expression)/.test(arg));
    paths = operands(args, SCRIPTED[program] ?? /^$/).slice(hasScript ? 0 : 1);
  }
  paths = paths.filter((path) => path !== '' && path !== '-' && !/^\/dev\/(?:stdin|fd)/.test(path));
  if (paths.length === 0) return null;
  return { paths, filter: argv.filter((arg) => !paths.includes(arg) && !arg.startsWith('if=')) };
}

/** Programs that hand on what they read as it is. */
function passes([word = '', ...args]: readonly string[]): boolean {
  return (
    /^(?:cat|bat|type|tee|dd)$/.test(programName(word)) &&
    !args.some((arg) => /^(?:ibs|skip|count)=/.test(arg))
  );
}

/** What a command of a text writes; null when nobody knows of anything. */
export function outputOf(commands: readonly ShellCommand[], index: number, depth = 0): Source | null {
  const command = commands[index];
  if (!command || depth > PIPES_MAX) return null;
  const argv = unwrap(command.argv);
  const program = programName(argv[0] ?? '');
  if (DOWNLOADERS.has(program) || /^(?:nc|ncat|netcat|socat|telnet)$/.test(program))
    return { kind: 'download' };
  const files = filesOf(argv);
  if (files) return { kind: 'files', paths: files.paths, filters: passes(argv) ? [] : [files.filter] };
  const input = sourceOf(commands, index, depth + 1);
  if (argv.length === 0) return input;
  if (input?.kind === 'files') {
    if (passes(argv)) return input;
    return isFilter(argv)
      ? { ...input, filters: [...input.filters, argv] }
      : { kind: 'unknown', isFiltered: false };
  }
  if (input?.kind === 'download') return input;
  const output = input?.kind === 'unknown' ? null : filterOutput(argv, input?.output ?? null);
  if (output) return { kind: 'text', output: { ...output, layers: [...command.layers, ...output.layers] } };
  return { kind: 'unknown', isFiltered: isFilter(argv) };
}

/** What a command of a text reads; null when it is given nothing. */
export function sourceOf(commands: readonly ShellCommand[], index: number, depth = 0): Source | null {
  const command = commands[index];
  if (!command) return null;
  if (command.input !== null) return { kind: 'text', output: textInput(command.input) };
  if (command.pipedFrom !== null) return outputOf(commands, command.pipedFrom, depth + 1);
  return command.reads.length === 0 ? null : { kind: 'files', paths: command.reads, filters: [] };
}

/** What stands for a word that is one substitution (`$(cat a)`, `<(cat a)`); null for other words. */
export function substituted(word: string): Source | null {
  const text = word.trim().replace(/^<\(/, '$(');
  if (!/^(?:\$\([^]*\)|`[^]*`)$/.test(text)) return null;
  const { commands } = parseShell(text);
  if (commands[0]?.argv.length !== 1 || commands[0].argv[0] !== text) return null;
  const last = commands.findLastIndex(
    ({ insideOf }, at) => insideOf === 0 && !commands.some(({ pipedFrom }) => pipedFrom === at),
  );
  return last < 0 ? null : outputOf(commands, last);
}
