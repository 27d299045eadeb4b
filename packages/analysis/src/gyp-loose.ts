import { createSourceText } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import { EXPANSION } from './gyp-expand.ts';
import { gypModuleHook } from './gyp-module.ts';
import { createHook, unreadHook } from './hook-command.ts';
import { GYP_MODULE } from './started-files.ts';

/** Commands that are taken from one text. */
const COMMANDS_MAX = 500;
/** What is read of an expansion that never ends: gyp refuses such a file. */
const UNCLOSED_CHARS = 500;

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

/**
 * Shell commands of a gyp text by what they look like: command expansions and actions. For files that are no literal
 * and for pieces of files.
 */
export function looseGypHooks(
  text: string,
  path: string,
  {
    hook = 'binding.gyp',
    firstLine = 1,
    commandsMax = COMMANDS_MAX,
    isWanted = (_command: string): boolean => true,
  } = {},
): HookCommand[] {
  const hooks: HookCommand[] = [];
  const { lineAt } = createSourceText(text, firstLine);
  const isFull = (at: number): boolean => {
    if (hooks.length < commandsMax) return false;
    hooks.push(unreadHook(hook, path, lineAt(at), 'install', text.slice(at)));
    return true;
  };
  const closed = closings(text);
  for (const match of text.matchAll(EXPANSION)) {
    if (isFull(match.index)) return hooks;
    const start = match.index + match[0].length;
    const end = closed.get(start - 1) ?? start + UNCLOSED_CHARS;
    const command = text.slice(start, end).replaceAll('\\"', '"').replaceAll("\\'", "'");
    const call = match.groups?.call ?? '';
    if (call === GYP_MODULE) hooks.push(gypModuleHook(hook, path, lineAt(start), command));
    else if (call === '' && isWanted(command))
      hooks.push(createHook(hook, path, lineAt(start), 'install', command, 'script'));
  }
  for (const match of text.matchAll(/['"]action['"]\s*:\s*\[(?<words>[^\]]{1,4000})\]/g)) {
    if (isFull(match.index)) return hooks;
    const words = [...(match.groups?.words ?? '').matchAll(/'(?<s>[^']*)'|"(?<d>[^"]*)"/g)].map(
      (word) => word.groups?.s ?? word.groups?.d ?? '',
    );
    if (words.length > 0)
      hooks.push(createHook(hook, path, lineAt(match.index), 'install', words.join(' '), 'script'));
  }
  return hooks;
}
