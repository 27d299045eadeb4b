import { programName } from './words.ts';

/** Programs that run the command behind their own options, with the options that take the next word along. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugphCrtTU]$|^--(?:user|group|prompt|host|chdir)$/,
  doas: /^-[uC]$/,
  env: /^-[uC]$|^--(?:unset|chdir)$/,
  'cross-env': /^$/,
  nohup: /^$/,
  exec: /^-a$/,
  command: /^$/,
  builtin: /^$/,
  time: /^-[fo]$/,
  nice: /^-n$/,
  ionice: /^-[cnp]$/,
  setsid: /^$/,
  stdbuf: /^-[ioe]$/,
  unbuffer: /^$/,
  chronic: /^$/,
  start: /^\/[dD]$/,
  call: /^$/,
  dotenv: /^-[ecvp]$/,
  'dotenv-cli': /^-[ecvp]$/,
  'env-cmd': /^-[fer]$/,
  timeout: /^-[sk]$|^--(?:signal|kill-after)$/,
  watch: /^-n$|^--interval$/,
  flock: /^-[wE]$/,
  chroot: /^$/,
  busybox: /^$/,
  corepack: /^$/,
  'is-ci': /^$/,
  'run-if': /^$/,
  xargs: /^-(?:[dEILnPsa]|-(?:max-args|max-procs|replace|delimiter|arg-file))$/,
  parallel: /^-[jaNn]$|^--(?:jobs|arg-file)$/,
  nyc: /^--(?:reporter|temp-dir)$/,
  c8: /^-[or]$|^--(?:reporter|reports-dir)$/,
};
/** Wrappers whose first operand is their own: a lock file, a root folder, a duration. */
const OWN_OPERAND = new Set(['flock', 'chroot', 'timeout']);
/** Wrappers one inside the other. */
const WRAPPERS_MAX = 12;

/** The command that really runs, and the variables that are set for it on the way. */
export interface Unwrapped {
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

function assignmentOf(word: string): { name: string; value: string } | null {
  const groups = /^(?<name>[A-Za-z_]\w*)=(?<value>[^]*)$/.exec(word)?.groups;
  return groups?.name === undefined ? null : { name: groups.name, value: groups.value ?? '' };
}

/** `command -v x` and `time --help` ask about a command and run none. */
function onlyAsks(program: string, words: readonly string[]): boolean {
  return program === 'command' && /^-[vV]/.test(words[1] ?? '');
}

function dropOptions(program: string, words: readonly string[]): readonly string[] {
  const withValue = WRAPPERS[program] ?? /^$/;
  let rest = words.slice(1);
  // `start "a title" program`: quotes are gone by now, an empty title is what people write.
  if (program === 'start' && rest[0] === '') rest = rest.slice(1);
  for (;;) {
    const [word] = rest;
    if (word === undefined) return rest;
    if (word === '--') return rest.slice(1);
    if (withValue.test(word)) rest = rest.slice(2);
    else if (word.startsWith('-') && word !== '-') rest = rest.slice(1);
    else if (program === 'start' && /^\/[a-zA-Z]+$/.test(word)) rest = rest.slice(1);
    else if (/^\d+(?:\.\d+)?[smhd]?$/.test(word) && !/^(?:env|exec|command)$/.test(program))
      rest = rest.slice(1);
    else if (OWN_OPERAND.has(program) && program !== 'timeout') return rest.slice(1);
    else return rest;
  }
}

/** Drops wrappers, their options and assignments in front of the program that really runs. */
export function unwrapCommand(argv: readonly string[]): Unwrapped {
  const env = new Map<string, string>();
  let words = argv;
  for (let i = 0; i < WRAPPERS_MAX * 4 && words.length > 0; i++) {
    const [first = ''] = words;
    const assigned = assignmentOf(first);
    if (assigned) {
      env.set(assigned.name, assigned.value);
      words = words.slice(1);
      continue;
    }
    const program = programName(first);
    if (!(program in WRAPPERS) || onlyAsks(program, words)) break;
    const split = program === 'env' ? words.findIndex((word) => /^(?:-S|--split-string)/.test(word)) : -1;
    if (split > 0) {
      const glued = (words[split] ?? '').replace(/^(?:-S|--split-string)=?/, '');
      const text = glued === '' ? (words[split + 1] ?? '') : glued;
      const after = words.slice(split + (glued === '' ? 2 : 1));
      words = [...text.split(/\s+/).filter((word) => word !== ''), ...after];
    } else {
      const inner = dropOptions(program, words);
      // What is left without a command was the command itself: `env`, `time`, `busybox`.
      if (inner.length === 0) break;
      words = inner;
    }
  }
  return { argv: words, env };
}

/** The command that really runs; see {@link unwrapCommand}. */
export function unwrap(argv: readonly string[]): readonly string[] {
  return unwrapCommand(argv).argv;
}
