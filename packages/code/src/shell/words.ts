const URL_PATTERN = /\b(?:https?|ftp):\/\/[^\s'"`<>|;)]{3,2000}/g;

/** URLs in a text, at most 50. */
export function urlsIn(text: string): string[] {
  return [...text.matchAll(URL_PATTERN)].slice(0, 50).map((match) => match[0]);
}

/** The program's name without its folder and Windows suffix, in lower case. */
export function programName(word: string): string {
  const base = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  return base.toLowerCase().replace(/\.(?:exe|cmd|bat|com|ps1)$/, '');
}

/** The value of the first option of a name, as the next word or behind `=`; null when there is none. */
export function optionValue(argv: readonly string[], names: RegExp): string | null {
  return optionValues(argv, names)[0] ?? null;
}

/** The values of all options of a name, as the next word or behind `=`. */
export function optionValues(argv: readonly string[], names: RegExp): string[] {
  const found: string[] = [];
  for (const [index, word] of argv.entries()) {
    if (names.test(word)) found.push(argv[index + 1] ?? '');
    const glued = /^(?<name>--?[\w-]+)=(?<value>[^]*)$/.exec(word)?.groups;
    if (glued?.name !== undefined && names.test(glued.name)) found.push(glued.value ?? '');
  }
  return found;
}

/** The index of the first word that is no option, -1 when there is none; options in `withValue` take the next word along. */
export function operandIndex(argv: readonly string[], withValue: RegExp): number {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return i + 1 < argv.length ? i + 1 : -1;
    if (!word.startsWith('-') || word === '-') return i;
    if (withValue.test(word)) i++;
  }
  return -1;
}

/** The first word that is no option; options in `withValue` take the next word along. */
export function firstOperand(argv: readonly string[], withValue: RegExp): string | null {
  return argv[operandIndex(argv, withValue)] ?? null;
}

/** All words that are no options, without the values of those in `withValue`. */
export function operands(argv: readonly string[], withValue: RegExp): string[] {
  const found: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') return [...found, ...argv.slice(i + 1)];
    if (!word.startsWith('-')) found.push(word);
    else if (withValue.test(word)) i++;
  }
  return found;
}

/** No option: for programs whose options take no value. */
export const NO_VALUES = /^$/;
