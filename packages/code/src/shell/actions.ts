import { SHELL_ACTIONS_MAX } from '../limits.ts';
import { type ActionBase, only, type ShellAction, type ShellActions, type Site, together } from './action.ts';
import { parseBatch } from './batch.ts';
import { DOWNLOADERS, downloadAction, remoteCopy } from './downloads.ts';
import { createWrittenFiles, fed, fedBySubstitution, fedThroughXargs, parallelActions } from './feeding.ts';
import { outputText } from './filters.ts';
import { jsActions, nodeOptions } from './js-runtime.ts';
import { makefileText } from './makefile.ts';
import { packageManagerActions } from './package-managers.ts';
import { parseShell, plainCommand, type ShellCommand } from './parse.ts';
import { powershellActions, powershellText } from './powershell.ts';
import { JS_RUNTIMES, OTHER_RUNTIMES, POWERSHELLS, READERS, SHELLS } from './programs.ts';
import { sourceOf } from './sources.ts';
import { firstOperand, NO_VALUES, operands, optionValue, programName } from './words.ts';
import { unwrap, unwrapCommand } from './wrappers.ts';

/**
 * Who reads a text. `script` is a script of package.json: npm hands it to sh, or to cmd.exe on Windows, and what either
 * would do counts.
 */
export type ShellDialect = 'posix' | 'batch' | 'powershell' | 'script';

/** Shells inside shells that are followed. */
const NESTING_MAX = 6;
/** Shell texts of one script that are followed. */
const SHELL_SCRIPTS_MAX = 20;
/** Variables that make a program load a file before its own. */
const PRELOAD_VARIABLES: Readonly<Record<string, string>> = {
  LD_PRELOAD: 'ld-preload',
  DYLD_INSERT_LIBRARIES: 'ld-preload',
  BASH_ENV: 'sh',
  ENV: 'sh',
  PYTHONSTARTUP: 'python',
};

interface Origin {
  readonly offset: number;
  readonly layers: readonly string[];
}

const NOTHING: ShellActions = { actions: [], complete: true };
const OUTERMOST: Origin = { offset: 0, layers: [] };

/** Resolves a list of commands; `placed` tells that their offsets count in the outermost text. */
function commandsActions(
  commands: readonly ShellCommand[],
  origin: Origin,
  depth: number,
  placed: boolean,
): ShellActions {
  const parts: ShellActions[] = [];
  const written = createWrittenFiles();
  let count = 0;
  for (const [index, command] of commands.entries()) {
    // An assignment alone; what stands inside its value are commands of their own.
    if (command.argv.length === 0) continue;
    const { argv, env } = unwrapCommand(command.argv);
    const base: ActionBase = {
      offset: placed ? origin.offset + command.offset : origin.offset,
      endOffset: placed ? origin.offset + command.endOffset : origin.offset,
      layers: [...origin.layers, ...command.layers],
      argv,
    };
    const site = siteOf(base, commands, index, depth);
    const before = command.argv.slice(0, command.argv.length - argv.length);
    const own =
      parallelActions(site, command.argv) ??
      fedThroughXargs(site, before) ??
      siteActions(withoutInput(site, before), depth);
    const done = together([
      variableActions(base, env),
      own,
      ...own.actions.flatMap((action) => written.follow(action, site) ?? []),
    ]);
    written.note(commands, index);
    parts.push(done);
    count += done.actions.length;
    if (count > SHELL_ACTIONS_MAX) return { ...together(parts), complete: false };
  }
  return together(parts);
}

/** What xargs starts reads nothing: its input is words. */
function withoutInput(site: Site, before: readonly string[]): Site {
  return before.some((word) => programName(word) === 'xargs') ? { ...site, source: null, input: null } : site;
}

/** What variables that are set for a command start. */
function variableActions(base: ActionBase, env: ReadonlyMap<string, string>): ShellActions {
  const actions: ShellAction[] = [];
  for (const [name, value] of env) {
    if (name === 'NODE_OPTIONS') actions.push(...nodeOptions(base, value));
    const runtime = PRELOAD_VARIABLES[name];
    if (runtime !== undefined && /[./\\]/.test(value))
      actions.push({ ...base, kind: 'run-file', runtime, path: value });
  }
  return { actions, complete: true };
}

function siteOf(base: ActionBase, commands: readonly ShellCommand[], index: number, depth: number): Site {
  const [word = '', ...args] = base.argv;
  const command = commands[index] ?? plainCommand(base.argv);
  const source = sourceOf(commands, index);
  const nested = (layer: string): Origin => ({ offset: base.offset, layers: [...base.layers, layer] });
  return {
    base,
    program: programName(word),
    args,
    reader: readerOf(commands, index),
    source,
    input: source?.kind === 'text' ? { text: outputText(source.output), layers: source.output.layers } : null,
    reads: command.reads,
    writes: command.writes,
    shell: (text, layer) =>
      depth >= NESTING_MAX
        ? { actions: [], complete: false }
        : textActions(text, layer === 'cmd' ? 'batch' : 'posix', nested(layer), depth + 1),
    command: (argv, layers = base.layers) =>
      depth >= NESTING_MAX
        ? { actions: [], complete: false }
        : commandsActions([plainCommand(argv)], { offset: base.offset, layers }, depth + 1, false),
  };
}

/** Commands by the one whose output they get: looked up for each of a long pipe. */
const PIPED = new WeakMap<readonly ShellCommand[], ReadonlyMap<number | null, ShellCommand[]>>();

function pipedInto(commands: readonly ShellCommand[]): ReadonlyMap<number | null, ShellCommand[]> {
  const found = PIPED.get(commands) ?? Map.groupBy(commands, ({ pipedFrom }) => pipedFrom);
  PIPED.set(commands, found);
  return found;
}

/** The interpreter that a command's output ends in: by pipe, or by standing inside an interpreter's argument. */
function readerOf(commands: readonly ShellCommand[], index: number, depth = 0): string | null {
  if (depth > 20) return null;
  const parent = commands[index]?.insideOf;
  const readers = [
    ...(pipedInto(commands).get(index) ?? []),
    ...(parent === null || parent === undefined ? [] : commands.slice(parent, parent + 1)),
  ];
  for (const reader of readers) {
    const [word = ''] = unwrap(reader.argv);
    const program = programName(word);
    if (
      SHELLS.has(program) ||
      JS_RUNTIMES.has(program) ||
      OTHER_RUNTIMES.has(program) ||
      POWERSHELLS.has(program) ||
      READERS.has(program) ||
      program === 'cmd'
    ) {
      return program;
    }
    const next = commands.indexOf(reader);
    if (next > index && pipedInto(commands).has(next)) {
      const end = readerOf(commands, next, depth + 1);
      if (end !== null) return end;
    }
  }
  return null;
}

/** The text that a shell is given on its command line, null when it reads a file or its input. */
function shellText({ program, args }: Site): string | null {
  if (program === 'eval' || program === 'trap')
    return program === 'eval' ? args.join(' ') : (args[0] ?? null);
  if (program === 'su' || program === 'script' || program === 'runuser')
    return optionValue(args, /^-\w*c$|^--command$/);
  if (program === 'watch' || program === 'ssh') return null;
  if (program === 'cmd') {
    const at = args.findIndex((word) => /^\/[ckr]$/i.test(word));
    return at < 0 ? null : args.slice(at + 1).join(' ');
  }
  return SHELLS.has(program) ? optionValue(args, /^-\w*c$/) : null;
}

/** `find . -exec a b \;` runs `a b`. */
function findActions(site: Site): ShellActions {
  const parts: ShellActions[] = [];
  const name = optionValue(site.args, /^-i?name$/);
  for (const [index, word] of site.args.entries()) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(word)) continue;
    const rest = site.args.slice(index + 1);
    const end = rest.findIndex((next) => next === ';' || next === '+' || next === '\\;');
    const command = end < 0 ? rest : rest.slice(0, end);
    parts.push(
      site.command(name === null ? command : command.map((item) => item.replaceAll('{}', `**/${name}`))),
    );
  }
  return parts.length > 0 ? together(parts) : only({ ...site.base, kind: 'other' });
}

/** `system("…")`, `"…" | getline` and `print | "…"`: what awk has a shell run. */
const AWK_COMMANDS =
  /\bsystem\s*\(\s*"(?<text>(?:[^"\\]|\\.){1,4000})"|"(?<read>(?:[^"\\]|\\.){1,4000})"\s*\|\s*getline|\|\s*"(?<fed>(?:[^"\\]|\\.){1,4000})"/g;

function awkActions(site: Site, code: string): ShellActions {
  const texts = [...code.matchAll(AWK_COMMANDS)]
    .slice(0, SHELL_SCRIPTS_MAX)
    .map(({ groups }) => groups?.text ?? groups?.read ?? groups?.fed ?? '')
    .map((text) => site.shell(text.replace(/\\(?<char>["\\/])/g, '$<char>'), 'awk'));
  return together([only({ ...site.base, kind: 'other' }), ...texts]);
}

function otherRuntime(site: Site): ShellActions {
  const { base, program, args, input } = site;
  if (/^[gmn]?awk$/.test(program) && !args.some((word) => word.startsWith('-f'))) {
    const script = firstOperand(args, /^-[Fv]$/);
    if (script !== null) return awkActions(site, script);
  }
  const language = program.startsWith('py') ? 'python' : 'other';
  const code = optionValue(args, /^-[cerE]$/);
  if (code !== null) {
    const given = fedBySubstitution(site, program, code);
    if (given) return given;
    const own = only({ ...base, kind: 'inline-code', language, code });
    return program === 'osascript' ? together([own, ...shellScripts(site, code)]) : own;
  }
  const module = language === 'python' ? optionValue(args, /^-m$/) : null;
  if (module === 'pip') {
    const managed = packageManagerActions({
      ...site,
      program: 'pip',
      args: args.slice(args.indexOf('-m') + 2),
    });
    if (managed) return managed;
  }
  const path = module === null ? firstOperand(args, /^-[WX]$/) : null;
  if (path !== null && path !== '-') return only({ ...base, kind: 'run-file', runtime: program, path });
  if (input) {
    const layers = [...base.layers, ...input.layers];
    return only({ ...base, layers, kind: 'inline-code', language, code: input.text });
  }
  return runInput(site, program);
}

/** What an interpreter reads that is given no code and no file. */
function runInput(site: Site, runtime: string): ShellActions {
  const { base, reads, source } = site;
  const [path] = reads;
  if (path !== undefined) return only({ ...base, kind: 'run-file', runtime, path });
  return fed(site, runtime, source) ?? only({ ...base, kind: 'other' });
}

/** `do shell script "…"`: what a script of the Mac has a shell run. */
function shellScripts(site: Site, code: string): ShellActions[] {
  const found: ShellActions[] = [];
  for (const { groups } of code.matchAll(/\bdo\s+shell\s+script\s+"(?<text>(?:[^"\\]|\\.){1,4000})"/gi)) {
    if (found.length >= SHELL_SCRIPTS_MAX) break;
    found.push(site.shell((groups?.text ?? '').replace(/\\(?<char>.)/g, '$<char>'), 'osascript'));
  }
  return found;
}

/** A shell that reads a file, or its input. */
function shellActionsOf(site: Site): ShellActions {
  const { base, program, args, input } = site;
  const path = /^(?:at|batch)$/.test(program)
    ? optionValue(args, /^-f$/)
    : (operands(args, /^-[oO]$|^--(?:rcfile|init-file)$/)[0] ?? null);
  const fromInput = args.some((word) => /^-\w*s/.test(word));
  if (path !== null && path !== '-' && !fromInput && !path.startsWith('<('))
    return only({ ...base, kind: 'run-file', runtime: 'sh', path });
  const given = path?.startsWith('<(') ? fedBySubstitution(site, 'sh', path) : null;
  if (given) return given;
  if (input) {
    const text = site.shell(input.text, [...input.layers, program].join('>'));
    return together([only({ ...base, kind: 'other' }), text]);
  }
  return runInput(site, 'sh');
}

function siteActions(site: Site, depth: number): ShellActions {
  const { base, program, args } = site;
  const text = shellText(site);
  if (text !== null && text !== '') {
    // What is deeper is unread, not harmless.
    if (depth >= NESTING_MAX) return { actions: [{ ...base, kind: 'other' }], complete: false };
    return site.shell(text, program);
  }
  if (POWERSHELLS.has(program)) return powershellActions(site);
  if (DOWNLOADERS.has(program) && !(program === 'certutil' && !/urlcache/i.test(args.join(' '))))
    return only(downloadAction(site));
  const copied = remoteCopy(site);
  if (copied) return only(copied);
  if (
    /^(?:nc|ncat|netcat|socat|telnet)$/.test(program) ||
    /\/dev\/(?:tcp|udp)\//.test([...base.argv, ...site.writes, ...site.reads].join(' '))
  ) {
    return only({ ...base, kind: 'network-shell' });
  }
  if (JS_RUNTIMES.has(program)) return jsActions(site);
  if (OTHER_RUNTIMES.has(program)) return otherRuntime(site);
  if (SHELLS.has(program) || /^(?:source|\.|at|batch)$/.test(program)) return shellActionsOf(site);
  if (/^g?make$/.test(program) && optionValue(args, /^-f$|^--file$/) === '-' && site.input)
    return site.shell(makefileText(site.input.text), 'make');
  if (program === 'find') return findActions(site);
  if (program === 'export' || program === 'set') {
    const env = new Map(args.map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]));
    const set = variableActions(base, env);
    return set.actions.length > 0 ? set : only({ ...base, kind: 'other' });
  }
  const managed = packageManagerActions(site);
  if (managed) return managed;
  if (
    /^(?:rundll32|regsvr32|mshta|wscript|cscript|msiexec|installutil|open|xdg-open|explorer)$/.test(program)
  ) {
    const path = firstOperand(
      args.filter((word) => !/^\/{1,2}[a-z]/i.test(word)),
      NO_VALUES,
    );
    return only({ ...base, kind: 'run-file', runtime: program, path: (path ?? '').split(',')[0] ?? '' });
  }
  // A path is a file of the package; a bare word is looked up by the shell.
  const [word = ''] = base.argv;
  const given = fedBySubstitution(site, 'sh', word);
  if (given) return given;
  if (/[\\/]/.test(word) && !/^(?:\/(?:usr|bin|sbin|opt)\/|\$|`)/.test(word))
    return only({ ...base, kind: 'run-file', runtime: 'exec', path: word });
  return only({ ...base, kind: 'other' });
}

function textActions(text: string, dialect: ShellDialect, origin: Origin, depth: number): ShellActions {
  const placed = depth === 0;
  if (dialect === 'powershell') {
    const base: ActionBase = { ...origin, endOffset: origin.offset, argv: ['powershell'] };
    const command: Site['command'] = (argv, layers = origin.layers) =>
      commandsActions([plainCommand(argv)], { ...origin, layers }, depth + 1, false);
    return powershellText(base, text, command);
  }
  const script = dialect === 'batch' ? parseBatch(text) : parseShell(text);
  const done = commandsActions(script.commands, origin, depth, placed);
  return { actions: done.actions, complete: done.complete && script.complete };
}

/** True for a text that cmd.exe and sh read differently. */
function isReadTwice(text: string): boolean {
  return /[\\^]|%\w+%/.test(text);
}

function sameAction(a: ShellAction, b: ShellAction): boolean {
  return a.kind === b.kind && a.argv.join('\0') === b.argv.join('\0');
}

/**
 * Resolves a shell text into what its commands do: wrappers dropped, nested shells and `-c` texts followed, constant
 * pipelines decoded, inline code and files of interpreters named, downloads joined with the interpreter that they are
 * piped into. Never throws.
 */
export function shellActions(text: string, dialect: ShellDialect = 'posix'): ShellActions {
  if (text.length > KNOWN_CHARS_MAX) return resolveActions(text, dialect);
  const key = `${dialect} ${text}`;
  const known = KNOWN.get(key);
  if (known) return known;
  const found = resolveActions(text, dialect);
  if (KNOWN.size >= KNOWN_MAX) KNOWN.clear();
  KNOWN.set(key, found);
  return found;
}

/** Texts of which the answer is kept for the life of the process: packages share most of their scripts. */
const KNOWN_MAX = 512;
const KNOWN_CHARS_MAX = 256;
const KNOWN = new Map<string, ShellActions>();

function resolveActions(text: string, dialect: ShellDialect): ShellActions {
  const done = textActions(text, dialect, OUTERMOST, 0);
  if (dialect !== 'script' || !isReadTwice(text)) return done;
  // A pipe inside of quotes that cmd.exe does not know feeds nobody.
  const windows = textActions(text, 'batch', OUTERMOST, 0).actions.filter(
    ({ kind }) => kind !== 'run-unknown',
  );
  const first = windows.findIndex(
    (action) => action.kind !== 'other' && !done.actions.some((known) => sameAction(known, action)),
  );
  // What follows one belongs to it: a file that it stored is run by its bare name.
  return {
    actions: first < 0 ? done.actions : [...done.actions, ...windows.slice(first)],
    complete: done.complete,
  };
}

/** What a program with its arguments does, when there is no shell text around it (`spawn`). */
export function argvActions(argv: readonly string[], offset: number): readonly ShellAction[] {
  return argv.length === 0
    ? NOTHING.actions
    : commandsActions([plainCommand(argv)], { offset, layers: [] }, 1, false).actions;
}
