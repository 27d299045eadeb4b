import type { HookCommand } from '@weir/detectors';
import { createHook } from '../hook-command.ts';
import type { PackageIndex } from '../package-index.ts';
import { isAside } from './layout.ts';
import type { ReadText } from './texts.ts';

/** Sources of modules that are compiled, and of what is linked to them. */
const NATIVE = /\.(?:c|cc|cpp|cxx|h|hpp|m|mm|rs|go)$/i;
/** Files, and bytes of one of them, that are looked at: generated sources are larger, and nobody hides there. */
const FILES_MAX = 40;
const FILE_BYTES_MAX = 128 * 1024;
const HOOKS_MAX = 20;
/** How a build says that it compiles modules. */
const COMPILES =
  /\bext_modules\b|\bExtension\(|\bcythonize\b|\bpybind11\b|\bcffi_modules\b|\bmaturin\b|\bsetuptools[-_]rust\b|\bscikit[-_]build\b|\bmeson(?:py|-python)\b/;
/** Functions of C that start what the constant text says, and of Rust. */
const STARTS =
  /\b(?:_?w?system|_?w?popen|WinExec)\s{0,8}\(\s{0,8}L?"((?:[^"\\\n]|\\.){4,4000})"|\bCommand::new\(\s{0,8}"([^"\\\n]{1,200})"\s{0,8}\)((?:\s{0,40}\.args?\([^()\n]{0,2000}\)){1,20})/g;

function unescaped(text: string): string {
  return text.replace(/\\(["'\\nt])/g, (_whole, char: string) =>
    char === 'n' ? '\n' : char === 't' ? '\t' : char,
  );
}

/** `.arg("-c").args(["x", "y"])` as words of a line. */
function wordsOf(calls: string): string {
  return [...calls.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map((match) => `'${unescaped(match[1] ?? '')}'`)
    .join(' ');
}

/**
 * What modules that a source distribution compiles hand to a shell: importing them runs it. Texts that such code puts
 * together are not followed.
 */
export async function nativeCommands(index: PackageIndex, readText: ReadText): Promise<HookCommand[]> {
  const paths = [...index]
    .filter(([path, { sizeBytes }]) => NATIVE.test(path) && !isAside(path) && sizeBytes <= FILE_BYTES_MAX)
    .map(([path]) => path)
    .slice(0, FILES_MAX);
  if (paths.length === 0) return [];
  const builds = [(await readText('setup.py')) ?? '', (await readText('pyproject.toml')) ?? ''];
  if (!builds.some((text) => COMPILES.test(text))) return [];
  const found: HookCommand[] = [];
  for (const path of paths) {
    const text = (await readText(path)) ?? '';
    for (const match of text.matchAll(STARTS)) {
      const [, line, program, calls] = match;
      const command = line === undefined ? `${program} ${wordsOf(calls ?? '')}` : unescaped(line);
      const at = text.slice(0, match.index).split('\n').length;
      if (found.length < HOOKS_MAX) found.push(createHook('compiled module', path, at, 'import', command));
    }
  }
  return found;
}
