import { type PackageManifest, shellActions } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import type { Stage } from '@weir/model';

/** Scripts that npm runs when a package is installed from a registry. */
const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'] as const;
/** Scripts that run only when the package is installed from git or from its own folder. */
const SOURCE_HOOKS = ['prepare', 'prepublish', 'preprepare', 'postprepare'] as const;
/** Scripts that scripts lead to: `npm run x` in a chain of at most this many. */
const SCRIPTS_MAX = 50;

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

/** What npm runs by itself, scripts that those scripts run included; hooks that need a git install are `dead`. */
export function manifestHooks(manifest: PackageManifest): HookCommand[] {
  const hooks: HookCommand[] = [];
  const seen = new Set<string>();
  function add(name: string, stage: Stage): void {
    const script = manifest.scripts.get(name);
    if (!script || seen.has(name) || seen.size >= SCRIPTS_MAX) return;
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
export function gypHooks(text: string, path: string): HookCommand[] {
  const hooks: HookCommand[] = [];
  for (const match of text.matchAll(GYP_EXPANSION)) {
    if (hooks.length >= 100) break;
    const start = match.index + match[0].length;
    const end = closingParenthesis(text, start);
    const command = text.slice(start, end).replaceAll('\\"', '"').replaceAll("\\'", "'");
    hooks.push(createHook('binding.gyp', path, lineOf(text, start), 'install', command));
  }
  for (const match of text.matchAll(/['"]action['"]\s*:\s*\[(?<words>[^\]]{1,4000})\]/g)) {
    if (hooks.length >= 200) break;
    const words = [...(match.groups?.words ?? '').matchAll(/'(?<s>[^']*)'|"(?<d>[^"]*)"/g)].map(
      (word) => word.groups?.s ?? word.groups?.d ?? '',
    );
    if (words.length > 0)
      hooks.push(createHook('binding.gyp', path, lineOf(text, match.index), 'install', words.join(' ')));
  }
  return hooks;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Offset of the parenthesis that closes the one before `start`; the text's end when none does. */
function closingParenthesis(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length && at < start + 20_000; at++) {
    const char = text[at];
    if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  return Math.min(text.length, start + 20_000);
}
