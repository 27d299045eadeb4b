import { pathOf } from './file-actions.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { displayOf, type RefValue, type Value } from './value.ts';

/** Calls that take the password of an archive, by its word and by its place. */
const TAKES: readonly (readonly [RegExp, string, number])[] = [
  [
    /^(?:zipfile\.\w*ZipFile|pyzipper\.\w*ZipFile|rarfile\.RarFile)\(\)\.(?:extractall|extract|open)$/,
    'pwd',
    2,
  ],
  [/^(?:zipfile\.\w*ZipFile|pyzipper\.\w*ZipFile|rarfile\.RarFile)\(\)\.read$/, 'pwd', 1],
  [/^(?:zipfile\.\w*ZipFile|pyzipper\.\w*ZipFile|rarfile\.RarFile)\(\)\.setpassword$/, 'pwd', 0],
  [/^py7zr\.SevenZipFile$/, 'password', 3],
];
const PASSWORD_CHARS_MAX = 128;

/** True for a call that takes the password of an archive. */
export const takesPassword = (name: string): boolean => TAKES.some(([pattern]) => pattern.test(name));

/** The text of a value that is wholly known and no longer than passwords are. */
function constantOf(value: Value | undefined): string | null {
  const text = value?.kind === 'bytes' || (value?.kind === 'str' && !value.partial) ? value.text : '';
  return text === '' || text.length > PASSWORD_CHARS_MAX ? null : text;
}

/** The password of an archive is a text of the source, however it was put together. */
export function notePassword(
  machine: Machine,
  callee: RefValue,
  { positional, named }: Arguments,
  at: Node,
): void {
  const [, word = '', place = 0] = TAKES.find(([pattern]) => pattern.test(callee.name)) ?? [];
  const password = constantOf(named.get(word) ?? positional[place]);
  if (machine.muted > 0 || password === null) return;
  const position = machine.positionOf(at);
  machine.recorder.addString(password, position.offset);
  const opened = callee.targets?.[0] ?? (positional[0] && displayOf(positional[0]).text);
  if (opened === undefined || opened === '') return;
  machine.recorder.addFileAction(
    { name: callee.name, operation: 'unlock', paths: [pathOf(opened)], live: machine.live },
    position,
  );
}
