import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { str, textOf, type Value } from './value.ts';

/** Variables by which pip and uv are told where packages come from, to the option that says the same. */
const VARIABLES: readonly (readonly [string, string])[] = [
  ['PIP_INDEX_URL', '--index-url'],
  ['PIP_EXTRA_INDEX_URL', '--extra-index-url'],
  ['PIP_FIND_LINKS', '--find-links'],
  ['UV_INDEX_URL', '--index-url'],
  ['UV_DEFAULT_INDEX', '--index-url'],
  ['UV_EXTRA_INDEX_URL', '--extra-index-url'],
  ['UV_INDEX', '--extra-index-url'],
];
const INSTALLS = /\b(?:pip[\d.]*|uv)(?:\.exe)?['"]?\s(?:[^|;&]*\s)?(?:install|download|sync|add)\b/;
/** Lines of several commands: what is put behind them would be told to the last. */
const COMPOUND = /[|;&<>`\n]|\$\(/;

/** Calls that set variables of the environment, as an assignment to `os.environ` does. */
const SETS = /^os\.(?:environ\.(?:update|setdefault|__setitem__)|putenv)$/;

/** True for a call that sets a variable of the environment. */
export const setsVariable = (name: string): boolean => SETS.test(name);

/** Notes variables that a call sets. */
export function noteVariables(machine: Machine, name: string, { positional, named }: Arguments): void {
  const [first, second] = positional;
  const text = textOf(first);
  if (!name.endsWith('update')) {
    if (text !== null && second) setVariable(machine, text, second);
    return;
  }
  for (const [key, value] of named) setVariable(machine, key, value);
  if (first?.kind === 'dict')
    for (const { key, value } of first.entries.values()) setVariable(machine, textOf(key) ?? '', value);
}

const VARIABLES_MAX = 1_000;

/** Notes what a variable of the environment is set to, where that is known. */
export function setVariable(machine: Machine, name: string, value: Value): void {
  if (value.kind === 'str' && !value.partial && machine.patched.size < VARIABLES_MAX)
    machine.patched.set(`os.environ[${name}]`, value);
}

/** What a variable is in the environment that a command gets, as far as the source sets it. */
function variableFor({ patched }: Machine, { named }: Arguments, name: string): string | null {
  const env = named.get('env');
  const given = env?.kind === 'dict' ? textOf(env.entries.get(`s${name}`)?.value) : null;
  return given ?? textOf(patched.get(`os.environ[${name}]`) ?? str(''));
}

/**
 * Options that say what the environment tells a command which installs packages: where they come from. Nothing for other
 * commands, and for lines of several.
 */
export function sourceOptions(machine: Machine, args: Arguments, line: string, isLine: boolean): string[] {
  if (!INSTALLS.test(line.slice(0, 2_000)) || (isLine && COMPOUND.test(line))) return [];
  return VARIABLES.flatMap(([name, option]) => {
    const value = variableFor(machine, args, name);
    return value === null || value === '' ? [] : [option, value];
  });
}
