import { posix } from 'node:path';
import { UNKNOWN_WORD } from '../js/commands.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { displayOf, type Value } from './value.ts';

/** Calls that change the folder in which relative paths are looked for. */
const CHANGES = /^(?:os\.chdir|contextlib\.chdir)$/;
const WHOLE = /^(?:[\\/~$]|[a-z]:)/i;
/** The folder in which the process was started. */
const START = /^\$CWD\/?$/;
const PATH_CHARS_MAX = 512;

/** True for a path that is looked for in no folder, or begins with what is not known. */
export const isWholePath = (path: string): boolean => WHOLE.test(path);

/** True for a call that changes the folder of the process. */
export const changesFolder = (name: string): boolean => CHANGES.test(name);

/** The folder that a value names as seen from another; empty where it is not known, or the one it began with. */
function from(folder: string, value: Value): string {
  const text = displayOf(value).text.replaceAll('\\', '/');
  if (text === UNKNOWN_WORD && value.kind !== 'str') return '';
  if (text.length > PATH_CHARS_MAX || START.test(text)) return '';
  return isWholePath(text) || folder === '' ? text : posix.join(folder, text);
}

/** Notes that the process goes to another folder. */
export function changeFolder(machine: Machine, { positional, named }: Arguments): void {
  const to = positional[0] ?? named.get('path');
  if (to) machine.folder = from(machine.folder, to);
}

/** The folder that a command starts in, as a part of its fact; nothing of it where nothing is told. */
export function folderOf({ folder }: Machine, { named }: Arguments): { readonly folder?: string } {
  const given = named.get('cwd');
  const found = given === undefined || given.kind === 'none' ? folder : from(folder, given);
  return found === '' ? {} : { folder: found };
}
