import { UNKNOWN_WORD } from '../js/commands.ts';
import { displayOf, str, type Value } from './value.ts';

const LOOKS_FOR = /^(?:shutil\.which|distutils\.spawn\.find_executable)\(\)$/;

/** A word as far as it is known; a path is one, as `subprocess` takes it. */
export function wordOf(word: Value): string {
  if (word.kind === 'str') return word.text;
  if (word.kind !== 'ref') return UNKNOWN_WORD;
  // A program that is looked for is the one of that name.
  return LOOKS_FOR.test(word.name) ? (word.targets?.[0] ?? UNKNOWN_WORD) : displayOf(word).text;
}

/**
 * The words of a command as a shell has them: under which name the program runs, and whether it is waited for, are none;
 * `pip.main` is given what pip is given.
 */
export function wordsOf(name: string, words: readonly Value[]): readonly Value[] {
  if (name === 'pip.main') return [str('pip'), ...words];
  const alone = /^sh\.(\w+)$/.exec(name)?.[1];
  if (alone !== undefined) return [str(alone), ...words];
  // `execv(path, argv)`: the words are a list, and the first of them is a name only.
  if (/^os\.(?:exec|spawn|posix_spawn)(?:v|p?$)/.test(name)) {
    const [program, argv] = name.startsWith('os.spawn') ? words.slice(1) : words;
    return program && argv?.kind === 'list' ? [program, ...argv.items.slice(1)] : words;
  }
  const call = /^os\.(exec|spawn)l/.exec(name)?.[1];
  if (call === undefined) return words;
  const [program, , ...given] = call === 'spawn' ? words.slice(1) : words;
  return program ? [program, ...given] : words;
}
