import { only, type ShellAction, type ShellActions, type Site, together } from './action.ts';
import { outputText } from './filters.ts';
import type { ShellCommand } from './parse.ts';
import { JS_RUNTIMES, OTHER_RUNTIMES, SHELLS } from './programs.ts';
import { outputOf, type Source, sourceOf, substituted } from './sources.ts';
import { operands, optionValue, programName } from './words.ts';
import { unwrap } from './wrappers.ts';

/** Files of one text of which it is known what was written to them. */
const WRITTEN_MAX = 200;
const CODE_OPTION = /^(?:-\w*c|-\w*e|--eval|-p|-pe|--print)$/;

/** What an interpreter does with what it is given: files run, and what nobody knows is told. */
export function fed(site: Site, runtime: string, source: Source | null): ShellActions | null {
  if (source?.kind === 'files') {
    const { filters } = source;
    return {
      actions: source.paths.map(
        (path): ShellAction => ({ ...site.base, kind: 'run-file', runtime, path, filters }),
      ),
      complete: true,
    };
  }
  return source?.kind === 'unknown' ? only({ ...site.base, kind: 'run-unknown', runtime }) : null;
}

/** The same for a text that is one substitution, as `sh -c "$(cat a)"` has it; null when it is none. */
export function fedBySubstitution(site: Site, runtime: string, text: string): ShellActions | null {
  const source = substituted(text);
  // Programs that print what their caller is to run (`eval "$(ssh-agent)"`) are many and known.
  return source?.kind === 'unknown' && !source.isFiltered ? null : fed(site, runtime, source);
}

/** `xargs node`, `xargs -0 sh -c`: an interpreter that gets words, or its code, from what xargs reads; else null. */
export function fedThroughXargs(site: Site, before: readonly string[]): ShellActions | null {
  const at = before.findIndex((word) => programName(word) === 'xargs');
  const { source, base, program } = site;
  const isJs = JS_RUNTIMES.has(program);
  if (at < 0 || source === null || !(isJs || SHELLS.has(program) || OTHER_RUNTIMES.has(program))) return null;
  const options = before.slice(at + 1);
  if (source.kind === 'text') {
    const text = outputText(source.output);
    const isWhole = options.some((word) => /^(?:-\w*0|--null|-d)/.test(word));
    const words = isWhole ? [text.replace(/[\n\0]$/, '')] : text.split(/\s+/).filter((word) => word !== '');
    const mark = options.map((word) => /^-[Ii](?<mark>.+)$/.exec(word)?.groups?.mark).find(Boolean);
    const token = mark ?? optionValue(options, /^(?:-I|--replace)$/);
    const argv =
      token === null || token === ''
        ? [...base.argv, ...words.slice(0, 100)]
        : base.argv.map((word) => word.replaceAll(token, words[0] ?? ''));
    return site.command(argv, [...base.layers, ...source.output.layers]);
  }
  const runtime = SHELLS.has(program) ? 'sh' : program;
  if (optionValue(site.args, CODE_OPTION) === '') return fed(site, runtime, source);
  const hasOwn = operands(site.args, /^$/).length > 0;
  const isData = source.kind === 'files' || (source.kind === 'unknown' && source.isFiltered);
  return isData && !hasOwn ? only({ ...base, kind: 'run-unknown', runtime }) : null;
}

/** `parallel node ::: a.js b.js`: the command once for each word, or each word as a command line; null for others. */
export function parallelActions(site: Site, argv: readonly string[]): ShellActions | null {
  const mark = argv.indexOf(':::');
  if (mark < 0 || !argv.slice(0, mark).some((word) => programName(word) === 'parallel')) return null;
  const end = site.base.argv.indexOf(':::');
  const command = end < 0 ? [] : site.base.argv.slice(0, end);
  return together(
    argv.slice(mark + 1, mark + 1 + 20).map((word) => {
      if (command.length === 0) return site.shell(word, 'parallel');
      const hasMark = command.some((part) => part.includes('{}'));
      return site.command(hasMark ? command.map((part) => part.replaceAll('{}', word)) : [...command, word]);
    }),
  );
}

function fileKey(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

/** Files that the commands of a text write before others run them. */
export interface WrittenFiles {
  /** Takes note of what a command writes. */
  note(commands: readonly ShellCommand[], index: number): void;
  /** What an action does besides, when the file that it runs was written before. */
  follow(action: ShellAction, site: Site): ShellActions | null;
}

/** No file was written yet. */
export function createWrittenFiles(): WrittenFiles {
  const written = new Map<string, Source & { readonly isCopy?: boolean }>();

  function set(path: string, source: Source, isCopy = false): void {
    const key = fileKey(path);
    const known = written.get(key);
    if (written.size >= WRITTEN_MAX || /^(?:&|\/dev\/)/.test(key)) return;
    // What is written bit by bit is one text.
    const bytes =
      source.kind === 'text' && known?.kind === 'text' && known.output.bytes.length < 100_000
        ? Buffer.concat([known.output.bytes, Buffer.from('\n'), source.output.bytes])
        : null;
    if (source.kind === 'text' && bytes)
      written.set(key, { kind: 'text', output: { ...source.output, bytes } });
    else written.set(key, { ...source, isCopy });
  }

  function copy(words: readonly string[]): void {
    const target = words.at(-1) ?? '';
    for (const from of words.slice(0, -1).slice(0, 20)) {
      const source = written.get(fileKey(from)) ?? { kind: 'files', paths: [from], filters: [] };
      const name = fileKey(from).replace(/^.*\//, '');
      set(target, source, true);
      set(`${target.replace(/\/$/, '')}/${name}`, source, true);
    }
  }

  return {
    note(commands, index) {
      const command = commands[index];
      const argv = unwrap(command?.argv ?? []);
      const program = programName(argv[0] ?? '');
      const args = argv.slice(1);
      if (/^(?:cp|mv|ln|install|copy|move|ren|rename)$/.test(program))
        copy(operands(args, /^-[mogt]$/).filter((word) => !/^\/[a-z]$/i.test(word)));
      const into = [
        ...(command?.writes ?? []),
        ...(program === 'tee' ? operands(args, /^$/) : []),
        ...args.flatMap((word) => (program === 'dd' && word.startsWith('of=') ? [word.slice(3)] : [])),
        ...(program === 'openssl' ? [optionValue(args, /^-out$/) ?? ''] : []),
      ].filter((path) => path !== '');
      if (into.length === 0) return;
      const source = program === 'tee' ? sourceOf(commands, index) : outputOf(commands, index);
      if (!source || source.kind === 'download') return;
      // What some program prints is its own affair; what a filter makes of data is that data.
      if (source.kind === 'unknown' && !source.isFiltered) return;
      for (const path of into) set(path, source);
    },
    follow(action, site) {
      if (action.kind !== 'run-file' || action.filters) return null;
      const source = written.get(fileKey(action.path));
      if (!source) return null;
      if (source.kind !== 'text') {
        const found = fed(site, action.runtime, source);
        // A file that is only moved about is run as if it lay there.
        return found && source.isCopy ? { ...found, actions: found.actions.map(withoutFilters) } : found;
      }
      const text = outputText(source.output);
      const isJs = JS_RUNTIMES.has(action.runtime) || /^#!.*\bnode\b/.test(text);
      if (!isJs && !OTHER_RUNTIMES.has(action.runtime)) return site.shell(text, 'file');
      const language = isJs ? 'js' : action.runtime.startsWith('py') ? 'python' : 'other';
      const layers = [...site.base.layers, ...source.output.layers, 'file'];
      return only({ ...site.base, layers, kind: 'inline-code', language, code: text });
    },
  };
}

function withoutFilters(action: ShellAction): ShellAction {
  if (action.kind !== 'run-file' || (action.filters?.length ?? 0) > 0) return action;
  const { filters: _none, ...rest } = action;
  return rest;
}
