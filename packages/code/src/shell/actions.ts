import { decodeBase64 } from '../decode.ts';
import { parseShell, type ShellCommand } from './parse.ts';

/** What one command does, as far as its words tell. `offset` counts in the outermost text. */
export type ShellAction = {
  readonly offset: number;
  readonly endOffset: number;
  /** Decoding steps and nested shells between the outermost text and this command. */
  readonly layers: readonly string[];
  readonly argv: readonly string[];
} & (
  | { readonly kind: 'inline-code'; readonly language: 'js' | 'python' | 'other'; readonly code: string }
  | { readonly kind: 'run-file'; readonly runtime: string; readonly path: string }
  | { readonly kind: 'run-script'; readonly script: string }
  | { readonly kind: 'run-package'; readonly spec: string }
  | { readonly kind: 'install-package'; readonly specs: readonly string[] }
  | {
      readonly kind: 'download';
      readonly urls: readonly string[];
      /** The interpreter that gets what is downloaded, null when it is stored or shown. */
      readonly into: string | null;
      readonly output: string | null;
      /** Data is sent along: form fields, a body, an upload. */
      readonly sends: boolean;
    }
  | { readonly kind: 'network-shell' }
  | { readonly kind: 'other' }
);

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'ash', 'fish', 'busybox']);
const JS_RUNTIMES = new Set([
  'node',
  'nodejs',
  'bun',
  'deno',
  'tsx',
  'ts-node',
  'esno',
  'jiti',
  'babel-node',
  'electron',
]);
const OTHER_RUNTIMES = new Set(['python', 'python2', 'python3', 'perl', 'ruby', 'php', 'osascript', 'lua']);
const DOWNLOADERS = new Set([
  'curl',
  'wget',
  'aria2c',
  'fetch',
  'certutil',
  'bitsadmin',
  'iwr',
  'invoke-webrequest',
  'irm',
  'invoke-restmethod',
]);
const POWERSHELLS = new Set(['powershell', 'pwsh']);
const WRAPPERS = new Set([
  'sudo',
  'env',
  'cross-env',
  'cross-env-shell',
  'nohup',
  'exec',
  'command',
  'time',
  'nice',
  'setsid',
  'start',
  'call',
  'dotenv',
  'timeout',
  'is-ci',
  'run-if',
  'echo',
]);
const URL_PATTERN = /\b(?:https?|ftp):\/\/[^\s'"`<>|;)]{3,2000}/g;
/** Shells inside shells that are followed. */
const NESTING_MAX = 6;

/** The program's name without its folder and Windows suffix, in lower case. */
function programName(word: string): string {
  const base = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  return base.toLowerCase().replace(/\.(?:exe|cmd|bat)$/, '');
}

/** Drops wrappers, their options and assignments in front of the program that really runs. */
export function unwrap(argv: readonly string[]): readonly string[] {
  let words = argv;
  for (let i = 0; i < 8 && words.length > 0; i++) {
    const [first = ''] = words;
    if (/^[A-Za-z_]\w*=/.test(first)) words = words.slice(1);
    else if (first !== 'echo' && WRAPPERS.has(programName(first))) {
      words = words.slice(1);
      while (
        words[0] !== undefined &&
        (words[0].startsWith('-') || /^\d+$/.test(words[0]) || /^\/[a-zA-Z]$/.test(words[0]))
      ) {
        words = words.slice(1);
      }
    } else break;
  }
  return words;
}

function optionValue(argv: readonly string[], names: RegExp): string | null {
  for (const [index, word] of argv.entries()) {
    if (names.test(word)) return argv[index + 1] ?? '';
    const glued = /^(?<name>--?[\w-]+)=(?<value>[^]*)$/.exec(word)?.groups;
    if (glued?.name !== undefined && names.test(glued.name)) return glued.value ?? '';
  }
  return null;
}

/** The first word that is no option; options in `withValue` take the next word along. */
function firstOperand(argv: readonly string[], withValue: RegExp): string | null {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (!word.startsWith('-')) return word;
    if (withValue.test(word)) i++;
  }
  return null;
}

/** URLs in a text, at most 50. */
export function urlsIn(text: string): string[] {
  return [...text.matchAll(URL_PATTERN)].slice(0, 50).map((match) => match[0]);
}

interface Base {
  readonly offset: number;
  readonly endOffset: number;
  readonly layers: readonly string[];
  readonly argv: readonly string[];
}

function jsAction(base: Base, runtime: string, args: readonly string[]): ShellAction | null {
  const code = optionValue(args, /^(?:-e|-p|-pe|--eval|--print|eval)$/);
  if (code !== null) return { ...base, kind: 'inline-code', language: 'js', code };
  const operand = firstOperand(
    args,
    /^(?:-r|--require|--import|--loader|--env-file|--tsconfig|--conditions|-C)$/,
  );
  if (operand === null) return null;
  if (runtime === 'bun' || runtime === 'deno') {
    const rest = args.slice(args.indexOf(operand) + 1);
    if (operand === 'run') return jsAction(base, runtime, rest);
    if (/^(?:x|install|add|i)$/.test(operand)) {
      const specs = rest.filter((word) => !word.startsWith('-'));
      return operand === 'x'
        ? { ...base, kind: 'run-package', spec: specs[0] ?? '' }
        : { ...base, kind: 'install-package', specs };
    }
  }
  return { ...base, kind: 'run-file', runtime, path: operand };
}

function packageManagerAction(base: Base, program: string, args: readonly string[]): ShellAction | null {
  if (program === 'npx' || program === 'bunx') {
    const spec = optionValue(args, /^(?:-p|--package)$/) ?? firstOperand(args, /^$/);
    return spec === null ? null : { ...base, kind: 'run-package', spec };
  }
  if (/^(?:npm-run-all|run-s|run-p)$/.test(program)) {
    const script = firstOperand(args, /^$/);
    return script === null ? null : { ...base, kind: 'run-script', script };
  }
  if (program === 'pip' || program === 'pip3') {
    return args[0] === 'install'
      ? { ...base, kind: 'install-package', specs: args.slice(1).filter((word) => !word.startsWith('-')) }
      : null;
  }
  if (!/^(?:npm|pnpm|yarn)$/.test(program)) return null;
  const verb = firstOperand(args, /^(?:--prefix|-C|--cwd|-w|--workspace|--filter)$/) ?? 'install';
  const rest = args.slice(args.indexOf(verb) + 1).filter((word) => !word.startsWith('-'));
  if (/^(?:run|run-script)$/.test(verb))
    return rest[0] ? { ...base, kind: 'run-script', script: rest[0] } : null;
  if (/^(?:exec|dlx|x)$/.test(verb)) return { ...base, kind: 'run-package', spec: rest[0] ?? '' };
  if (/^(?:install|i|add|ci)$/.test(verb)) return { ...base, kind: 'install-package', specs: rest };
  if (/^(?:test|start|stop|restart|build)$/.test(verb) || program === 'yarn') {
    return { ...base, kind: 'run-script', script: verb };
  }
  return null;
}

function powershellActions(base: Base, args: readonly string[], depth: number): ShellAction[] {
  const encoded = optionValue(args, /^[-/]e(?:nc|ncodedcommand|c)?$/i);
  if (encoded !== null) {
    const code = Buffer.from(decodeBase64(encoded)).toString('utf16le');
    return powershellText({ ...base, layers: [...base.layers, 'powershell-enc'] }, code, depth);
  }
  const index = args.findIndex((word) => /^[-/]c(?:ommand)?$/i.test(word));
  const file = optionValue(args, /^[-/]f(?:ile)?$/i);
  if (file !== null) return [{ ...base, kind: 'run-file', runtime: 'powershell', path: file }];
  const text = (index >= 0 ? args.slice(index + 1) : args.filter((word) => !word.startsWith('-'))).join(' ');
  return text === '' ? [{ ...base, kind: 'other' }] : powershellText(base, text, depth);
}

function powershellText(base: Base, code: string, _depth: number): ShellAction[] {
  const urls = urlsIn(code);
  const runs = /\b(?:iex|invoke-expression|start-process|saps)\b/i.test(code);
  const loads =
    /\b(?:downloadstring|downloadfile|downloaddata|invoke-webrequest|iwr|invoke-restmethod|irm|webclient|start-bitstransfer|curl|wget)\b/i.test(
      code,
    );
  if (loads || urls.length > 0) {
    return [
      {
        ...base,
        kind: 'download',
        urls,
        into: runs ? 'powershell' : null,
        output: null,
        sends: /-method\s+post|uploadstring/i.test(code),
      },
    ];
  }
  return [{ ...base, kind: 'inline-code', language: 'other', code }];
}

function downloadAction(
  base: Base,
  args: readonly string[],
  into: string | null,
  writes: readonly string[],
): ShellAction {
  const output =
    optionValue(args, /^(?:-o|-O|--output|--output-document|-OutFile|-outf)$/i) ?? writes[0] ?? null;
  const words = args.filter((word) => !word.startsWith('-'));
  const urls = urlsIn(args.join(' '));
  const bare = words.find((word) => /^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(word));
  const sends = args.some((word) =>
    /^(?:-d|--data|--data-\w+|-F|--form|-T|--upload-file|--post-data|--post-file|--json|-Method)(?:=|$)/i.test(
      word,
    ),
  );
  return {
    ...base,
    kind: 'download',
    urls: urls.length > 0 ? urls : bare ? [bare] : [],
    into,
    output,
    sends: sends || args.some((word) => /^-X(?:POST|PUT)?$/i.test(word) && /post|put/i.test(args.join(' '))),
  };
}

/**
 * Resolves a shell text into what its commands do: wrappers dropped, nested shells and `-c` texts followed, inline
 * code and files of interpreters named, downloads joined with the interpreter that they are piped into.
 */
export function shellActions(
  text: string,
  origin: { offset: number; layers: readonly string[] } = { offset: 0, layers: [] },
  depth = 0,
): { actions: ShellAction[]; complete: boolean } {
  const script = parseShell(text);
  const actions: ShellAction[] = [];
  let complete = script.complete;
  script.commands.forEach((command, index) => {
    const base: Base = {
      offset: depth === 0 ? origin.offset + command.offset : origin.offset,
      endOffset: depth === 0 ? origin.offset + command.endOffset : origin.offset,
      layers: origin.layers,
      argv: unwrap(command.argv),
    };
    const nested = commandActions(base, command, script.commands, index, depth);
    actions.push(...nested.actions);
    complete &&= nested.complete;
  });
  return { actions, complete };
}

/** What a program with its arguments does, when there is no shell text around it (`spawn`). */
export function argvActions(argv: readonly string[], offset: number): ShellAction[] {
  const command: ShellCommand = {
    argv,
    offset: 0,
    endOffset: 0,
    pipedFrom: null,
    insideOf: null,
    writes: [],
  };
  const base: Base = { offset, endOffset: offset, layers: [], argv: unwrap(argv) };
  return commandActions(base, command, [command], 0, 1).actions;
}

/** The interpreter that a command's output ends in: by pipe, or by standing inside an interpreter's argument. */
function readerOf(commands: readonly ShellCommand[], index: number): string | null {
  const parent = commands[index]?.insideOf;
  const readers = [
    ...commands.filter((other) => other.pipedFrom === index),
    ...(parent === null || parent === undefined ? [] : commands.slice(parent, parent + 1)),
  ];
  for (const reader of readers) {
    const [word = ''] = unwrap(reader.argv);
    const program = programName(word);
    if (
      SHELLS.has(program) ||
      JS_RUNTIMES.has(program) ||
      OTHER_RUNTIMES.has(program) ||
      program === 'eval' ||
      program === 'source'
    ) {
      return program;
    }
    const next = commands.indexOf(reader);
    if (next > index && commands.some((other) => other.pipedFrom === next)) return readerOf(commands, next);
  }
  return null;
}

function commandActions(
  base: Base,
  command: ShellCommand,
  commands: readonly ShellCommand[],
  index: number,
  depth: number,
): { actions: ShellAction[]; complete: boolean } {
  const [word = '', ...args] = base.argv;
  const program = programName(word);
  const one = (action: ShellAction | null): { actions: ShellAction[]; complete: boolean } => ({
    actions: [action ?? { ...base, kind: 'other' }],
    complete: true,
  });
  if (depth < NESTING_MAX) {
    const text = SHELLS.has(program)
      ? optionValue(args, /^-\w*c$/)
      : program === 'cmd'
        ? /^\/[ck]$/i.test(args[0] ?? '')
          ? args.slice(1).join(' ')
          : null
        : program === 'eval'
          ? args.join(' ')
          : null;
    if (text !== null && text !== '') {
      return shellActions(text, { offset: base.offset, layers: [...base.layers, program] }, depth + 1);
    }
  }
  if (POWERSHELLS.has(program)) return { actions: powershellActions(base, args, depth), complete: true };
  if (DOWNLOADERS.has(program))
    return one(downloadAction(base, args, readerOf(commands, index), command.writes));
  if (
    /^(?:nc|ncat|netcat|socat|telnet)$/.test(program) ||
    /\/dev\/(?:tcp|udp)\//.test(base.argv.join(' ') + command.writes.join(' '))
  ) {
    return one({ ...base, kind: 'network-shell' });
  }
  if (JS_RUNTIMES.has(program)) return one(jsAction(base, program, args));
  if (OTHER_RUNTIMES.has(program)) {
    const code = optionValue(args, /^-[ce]$/);
    if (code !== null)
      return one({
        ...base,
        kind: 'inline-code',
        language: program.startsWith('python') ? 'python' : 'other',
        code,
      });
    const path = firstOperand(args, /^-[mWX]$/);
    return one(path === null ? null : { ...base, kind: 'run-file', runtime: program, path });
  }
  if (SHELLS.has(program) || program === 'source' || program === '.') {
    const path = firstOperand(args, /^$/);
    return one(path === null ? null : { ...base, kind: 'run-file', runtime: 'sh', path });
  }
  const managed = packageManagerAction(base, program, args);
  if (managed) return one(managed);
  if (/^(?:rundll32|regsvr32|mshta|wscript|cscript)$/.test(program)) {
    return one({ ...base, kind: 'run-file', runtime: program, path: (args[0] ?? '').split(',')[0] ?? '' });
  }
  // A path is a file of the package; a bare word is looked up by the shell.
  if (/[\\/]/.test(word) && !/^(?:\/(?:usr|bin|sbin|opt)\/|\$|`)/.test(word))
    return one({ ...base, kind: 'run-file', runtime: 'exec', path: word });
  return one(null);
}
