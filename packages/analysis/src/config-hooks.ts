import { createSourceText } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { createHook } from './hook-command.ts';

/** Files in which tools find commands, by what reads them: nothing of them runs when a package is installed. */
const TOOL_FILES =
  /^(?:\.vscode\/(?:tasks|launch|mcp)\.json|\.claude\/settings(?:\.local)?\.json|\.cursor\/(?:hooks|mcp)\.json|\.gemini\/settings\.json|\.codex\/hooks\.json|\.mcp\.json|\.devcontainer(?:\/[^/]+)?\/?(?:devcontainer)?\.json|\.kiro\/hooks\/[^/]+)$/;
/** Files that package managers read where they are started: a hook that starts one starts what they name. */
const MANAGER_FILES = /^(?:\.npmrc|\.yarnrc|\.yarnrc\.ya?ml|bunfig\.toml)$/;
/** Code that package managers load where they are started. */
const MANAGER_CODE = /^(?:\.pnp\.c?js|\.pnp\.loader\.mjs|\.?pnpmfile\.[cm]?js)$/;
const SHELL_TOOL_FILES = /^(?:\.envrc|\.husky\/[^/_.][^/]*)$/;

const HOOKS_MAX = 100;
const DEPTH_MAX = 20;

/** Whether a file of the package's root holds commands of tools. */
export function isConfigFile(path: string): boolean {
  return (
    TOOL_FILES.test(path) ||
    SHELL_TOOL_FILES.test(path) ||
    MANAGER_FILES.test(path) ||
    MANAGER_CODE.test(path)
  );
}

/** Whether package managers read the file where they are started. */
export function isManagerConfig(path: string): boolean {
  return MANAGER_FILES.test(path) || MANAGER_CODE.test(path);
}

/** Drops comments, and commas in front of a closing bracket, outside of strings; one pass. */
function withoutComments(text: string): string {
  const made: string[] = [];
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') {
      const start = at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      made.push(text.slice(start, at + 1));
    } else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const end = text[at + 1] === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 1;
      at = end <= 0 ? text.length : end;
    } else if ((char === '}' || char === ']') && made.at(-1) === ',') made[made.length - 1] = char;
    else if (!/\s/.test(char)) made.push(char);
  }
  return made.join('');
}

/** JSON with comments and commas at the end, as editors write it; null when it is none. */
function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(withoutComments(text));
  } catch {
    // The tool would not read it either.
    return null;
  }
}

const COMMAND_KEYS = /^(?:command|\w*Command|runtimeExecutable|program)$/;

/** Command lines below a value: `command` with its `args`. */
function commandsIn(value: unknown, found: string[], depth = 0): void {
  if (found.length >= HOOKS_MAX || depth > DEPTH_MAX || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) commandsIn(item, found, depth + 1);
    return;
  }
  const fields = value as Record<string, unknown>;
  const args = Array.isArray(fields.args) ? fields.args.filter((item) => typeof item === 'string') : [];
  for (const [key, item] of Object.entries(fields)) {
    if (typeof item === 'string' && COMMAND_KEYS.test(key)) found.push([item, ...args].join(' '));
    else commandsIn(item, found, depth + 1);
  }
}

/** What a line of a package manager's settings starts, as a command; null when it starts nothing. */
function settingCommand(line: string): string | null {
  const groups = /^\s*(?:-\s*)?(?<key>[\w.-]+)\s*[=:\s]\s*(?<value>[^\r\n]*?)\s*$/.exec(line)?.groups;
  const value = groups?.value?.replace(/^(['"])(?<inner>[^]*)\1$/, '$<inner>') ?? '';
  if (value === '') return null;
  switch (groups?.key) {
    case 'node-options':
    case 'nodeOptions':
      return `NODE_OPTIONS='${value.replaceAll("'", '')}' node`;
    case 'script-shell':
    case 'shell':
    case 'git':
    case 'editor':
      return value;
    case 'onload-script':
    case 'init-module':
    case 'yarn-path':
    case 'yarnPath':
    case 'path':
    case 'globalPnpmfile':
    case 'pnpmfile':
    case 'preload':
      return `node ${value}`;
    default:
      return null;
  }
}

/** Commands of a configuration file. @param stage when a tool that reads it is started; `dead` for never. */
export function configHooks(path: string, text: string, stage: Stage): HookCommand[] {
  const lines = createSourceText(text);
  if (SHELL_TOOL_FILES.test(path)) return [createHook(path, path, 1, stage, text)];
  if (MANAGER_CODE.test(path)) return [createHook(path, path, 1, stage, `node ./${path}`)];
  if (MANAGER_FILES.test(path)) {
    return text
      .slice(0, 100_000)
      .split('\n')
      .flatMap((line, index) => {
        const command = /^\s*[#;]/.test(line) ? null : settingCommand(line);
        return command === null ? [] : [createHook(path, path, index + 1, stage, command)];
      })
      .slice(0, HOOKS_MAX);
  }
  const commands: string[] = [];
  commandsIn(parseLooseJson(text), commands);
  return commands.map((command) => {
    const at = text.indexOf(JSON.stringify(command.split(' ')[0] ?? '').slice(1, -1));
    return createHook(path, path, lines.lineAt(Math.max(0, at)), stage, command, 'script');
  });
}
