import { type ShellDialect, shellActions } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import type { Stage } from '@weir/model';

/** Parses one text that the package manager, or a hook, hands to a shell. */
export function createHook(
  hook: string,
  file: string,
  line: number,
  stage: Stage,
  text: string,
  dialect: ShellDialect = 'posix',
): HookCommand {
  const { actions, complete } = shellActions(text, dialect);
  return { hook, file, line, stage, text, actions, complete };
}

/** A command that a cap left unread: told as one that could not be parsed, since what it runs is unknown. */
export function unreadHook(
  hook: string,
  file: string,
  line: number,
  stage: Stage,
  text: string,
): HookCommand {
  return { hook, file, line, stage, text, actions: [], complete: false };
}
