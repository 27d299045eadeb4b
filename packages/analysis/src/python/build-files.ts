import type { BuildSystem } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import { createHook } from '../hook-command.ts';
import type { PackageIndex } from '../package-index.ts';
import { isAside } from './layout.ts';
import type { ReadText } from './texts.ts';

/** Build descriptions that are looked at, and commands of all of them. */
const FILES_MAX = 60;
const COMMANDS_MAX = 200;

interface Language {
  readonly file: RegExp;
  /** Who builds with it, as a build backend or as a word of the setup script. */
  readonly usedBy: RegExp;
  /** What stands before the words of a command that runs while the build is set up. */
  readonly command: RegExp;
  /** One word: with its quotes, or bare. */
  readonly word: RegExp;
  readonly comment: RegExp;
  /** Words that end the command. */
  readonly end: RegExp;
}

const MESON: Language = {
  file: /(?:^|\/)meson\.build$/,
  usedBy: /^mesonpy\b|\bmeson\b/,
  command: /\brun_command\s*\(\s*\[?/g,
  word: /\s*,?\s*\[?\s*(?:'(?<quoted>(?:[^'\\\n]|\\.)*)'|(?<bare>[A-Za-z_]\w*(?:\.\w+\(\))?(?!\s*:)))/y,
  comment: /(?<=^|\s)#.*$/gm,
  end: /^$/,
};
const CMAKE: Language = {
  file: /(?:^|\/)CMakeLists\.txt$|\.cmake$/,
  usedBy: /^(?:scikit_build_core|skbuild|py_build_cmake)\b|\bcmake\b/i,
  command: /\bexecute_process\s*\(\s*(?:[^()"]{0,500}?\s)?COMMAND\s/gi,
  word: /\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^\s()"]+))/y,
  comment: /(?<=^|\s)#.*$/gm,
  end: /^(?:COMMAND|WORKING_DIRECTORY|TIMEOUT|RESULTS?_VARIABLE|OUTPUT_\w+|ERROR_\w+|INPUT_FILE|COMMAND_\w+|ENCODING|ECHO_\w+)$/,
};

/** A word as a shell takes it; a variable of the build stands for anything. */
function quoted(text: string): string {
  return `'${text.replace(/\$\{[^}]*\}|@\w+@/g, '$UNKNOWN').replaceAll("'", `'\\''`)}'`;
}

/** The commands that a build description runs while the build is set up, each with its line. */
export function commandsOf(
  text: string,
  language: Language,
): { readonly line: number; readonly text: string }[] {
  const source = text.replace(language.comment, (found) => ' '.repeat(found.length));
  const found: { line: number; text: string }[] = [];
  for (const match of source.matchAll(language.command)) {
    if (found.length >= COMMANDS_MAX) break;
    const words: string[] = [];
    language.word.lastIndex = match.index + match[0].length;
    for (let next = language.word.exec(source); next; next = language.word.exec(source)) {
      const { bare, quoted: inQuotes } = next.groups ?? {};
      if (bare !== undefined && language.end.test(bare)) break;
      words.push(bare !== undefined && language === MESON ? '$UNKNOWN' : (inQuotes ?? bare ?? ''));
      if (words.length > 200) break;
    }
    if (words.length > 0)
      found.push({
        line: source.slice(0, match.index).split('\n').length,
        text: words.map(quoted).join(' '),
      });
  }
  return found;
}

/** What Meson and CMake run while they set up the build of a source distribution that says that it uses them. */
export async function buildCommands(
  index: PackageIndex,
  build: BuildSystem | null,
  readText: ReadText,
): Promise<HookCommand[]> {
  const hooks: HookCommand[] = [];
  for (const language of [MESON, CMAKE]) {
    const paths = [...index.keys()]
      .filter((path) => language.file.test(path) && !isAside(path))
      .slice(0, FILES_MAX);
    if (paths.length === 0) continue;
    const says = build?.backend ?? (await readText('setup.py')) ?? '';
    if (!language.usedBy.test(says)) continue;
    for (const path of paths)
      for (const { line, text } of commandsOf((await readText(path)) ?? '', language))
        if (hooks.length < COMMANDS_MAX)
          hooks.push(createHook('build description', path, line, 'install', text));
  }
  return hooks;
}
