import type { Machine } from './machine.ts';
import { textOf, type Value } from './value.ts';

/**
 * Commands of setuptools that building or installing a distribution runs. Others of a setup script's own (`build_docs`)
 * run when somebody names them, or when the script does ({@link isAskedFor}).
 */
const INSTALLS =
  /^(?:install(?:_(?:data|egg_info|headers|lib|scripts))?|develop|build(?:_(?:clib|ext|py|scripts))?|egg_info|bdist(?:_\w+)?|dist_info|editable_wheel|easy_install)$/;
/** How a script has its own commands run by those of setuptools. */
const RUNS_COMMANDS = /\b(?:run_command|sub_commands|get_finalized_command|reinitialize_command)\b/;

/** True for a command of `cmdclass` that runs when somebody asks for it, and not when a distribution is installed. */
export function isAskedFor({ text }: Pick<Machine, 'text'>, command: string): boolean {
  return (
    !INSTALLS.test(command) && !(/^(?:install|build|bdist|develop)/.test(command) && RUNS_COMMANDS.test(text))
  );
}

/** What maintainers ask their setup scripts for, and no installer does. */
const OF_MAINTAINERS =
  /^(?:publish\w*|upload\w*|release\w*|deploy|tag|register|test|docs?|lint|version|pypi|testpypi|clean|gen(?:erate)?|bump\w*|check|format|coverage|sync|push|commit)$/;

/** `sys.argv[-1] == 'publish'`, `'upload' in sys.argv`: an installer calls a setup script with none of these. */
export function isUnasked(
  { text }: Pick<Machine, 'text'>,
  operator: string,
  left: Value,
  right: Value,
): boolean {
  if (operator !== 'In' && operator !== 'Eq') return false;
  const [argv, word] = operator === 'In' ? [right, textOf(left)] : [left, textOf(right)];
  if (argv.kind !== 'ref' || !/^sys\.argv(?:\[\])?$/.test(argv.name) || word === null) return false;
  return OF_MAINTAINERS.test(word) && !mayStartItself(text, word);
}

/** A source that may start itself with that word: it names Python's own program, and spells the word once more. */
function mayStartItself(text: string, word: string): boolean {
  const spelled = text.split(new RegExp(`["'\\s]${word}["'\\s]`)).length - 1;
  return spelled > 1 && /\bexecutable\b|\bargv\[0\]|\bexec[lv]/.test(text);
}
