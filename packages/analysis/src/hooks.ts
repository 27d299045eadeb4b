import { createSourceText, type PackageManifest, shellActions } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import type { Stage } from '@weir/model';

/** Scripts that npm runs when a package is installed from a registry. */
const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'] as const;
/** Scripts that run only when the package is installed from git or from its own folder. */
const SOURCE_HOOKS = ['prepare', 'prepublish', 'preprepare', 'postprepare'] as const;
/** Scripts that scripts lead to: `npm run x` in a chain of at most this many. */
const SCRIPTS_MAX = 1_000;
/** Commands that are taken from one binding.gyp. */
const GYP_COMMANDS_MAX = 500;
/** What is read of an expansion that never ends. */
const UNCLOSED_CHARS = 500;

/** Parses one shell text of the package into a hook. */
export function createHook(
  hook: string,
  file: string,
  line: number,
  stage: Stage,
  text: string,
): HookCommand {
  const { actions, complete } = shellActions(text);
  return { hook, file, line, stage, text, actions, complete };
}

/** A command that a cap left unread. */
function unread(hook: string, file: string, line: number, stage: Stage, text: string): HookCommand {
  return { hook, file, line, stage, text, actions: [], complete: false };
}

/** What npm runs by itself, scripts that those scripts run included; hooks that need a git install are `dead`. */
export function manifestHooks(manifest: PackageManifest): HookCommand[] {
  const hooks: HookCommand[] = [];
  const seen = new Set<string>();
  function add(name: string, stage: Stage): void {
    const script = manifest.scripts.get(name);
    if (!script || seen.has(name)) return;
    if (seen.size >= SCRIPTS_MAX) {
      // Told as a command that could not be read: what it runs is unknown.
      if (hooks.at(-1)?.complete)
        hooks.push(unread(name, 'package.json', script.line, stage, script.command));
      return;
    }
    seen.add(name);
    const hook = createHook(name, 'package.json', script.line, stage, script.command);
    hooks.push(hook);
    for (const action of hook.actions) {
      if (action.kind !== 'run-script') continue;
      for (const next of [`pre${action.script}`, action.script, `post${action.script}`]) add(next, stage);
    }
  }
  for (const name of INSTALL_HOOKS) add(name, 'install');
  for (const name of SOURCE_HOOKS) add(name, 'dead');
  return hooks;
}

/** Where a command expansion of gyp begins: `<!(…)`, `<!@(…)`, `<|(…)`. */
const GYP_EXPANSION = /<[!|]@?\(/g;

/** Shell commands that a binding.gyp runs while it is configured, and its actions; node-gyp runs them at install. */
export function gypHooks(
  text: string,
  path: string,
  { firstLine = 1, commandsMax = GYP_COMMANDS_MAX, isWanted = (_command: string): boolean => true } = {},
): HookCommand[] {
  const hooks: HookCommand[] = [];
  const { lineAt } = createSourceText(text, firstLine);
  const isFull = (at: number): boolean => {
    if (hooks.length < commandsMax) return false;
    hooks.push(unread('binding.gyp', path, lineAt(at), 'install', text.slice(at)));
    return true;
  };
  const closed = closings(text);
  for (const match of text.matchAll(GYP_EXPANSION)) {
    if (isFull(match.index)) return hooks;
    const start = match.index + match[0].length;
    // gyp refuses a file with an expansion that never ends.
    const end = closed.get(start - 1) ?? start + UNCLOSED_CHARS;
    const command = text.slice(start, end).replaceAll('\\"', '"').replaceAll("\\'", "'");
    if (isWanted(command)) hooks.push(createHook('binding.gyp', path, lineAt(start), 'install', command));
  }
  for (const match of text.matchAll(/['"]action['"]\s*:\s*\[(?<words>[^\]]{1,4000})\]/g)) {
    if (isFull(match.index)) return hooks;
    const words = [...(match.groups?.words ?? '').matchAll(/'(?<s>[^']*)'|"(?<d>[^"]*)"/g)].map(
      (word) => word.groups?.s ?? word.groups?.d ?? '',
    );
    if (words.length > 0)
      hooks.push(createHook('binding.gyp', path, lineAt(match.index), 'install', words.join(' ')));
  }
  return hooks;
}

/** Where each opening parenthesis of a text is closed, by its offset; in one pass, as a hostile text opens 100,000. */
function closings(text: string): Map<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (let at = text.search(/[()]/); at >= 0 && at < text.length; at++) {
    if (text[at] === '(') open.push(at);
    else if (text[at] === ')') {
      const start = open.pop();
      if (start !== undefined) found.set(start, at);
    }
  }
  return found;
}
