import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { labelsOf, textOf, type Value } from './value.ts';

const FILLS =
  /^(?:(?:pyperclip|clipboard)\.copy|tkinter\.Tk\(\)\.clipboard_append|win32clipboard\.SetClipboard(?:Data|Text))$/;
/** Texts that are longer are no addresses. */
const TEXT_CHARS_MAX = 1_000;
const REPLACES = /^re\.(?:compile\(\)\.)?subn?$/;

/** True for a call that puts something on the clipboard, or into a text, which may be that of the clipboard. */
export const changesClipboard = byName((name) => FILLS.test(name) || REPLACES.test(name));

/** What is put there, or in the place of what is found there, wherever the source has it from. */
function putThere(name: string, { positional, named }: Arguments): Value | undefined {
  if (FILLS.test(name)) return positional.at(-1);
  const [replacement, text] = name.startsWith('re.sub') ? positional.slice(1) : positional;
  const searched = text ?? named.get('string');
  return searched && (labelsOf(searched) & LABEL.clipboard) !== 0
    ? (replacement ?? named.get('repl'))
    : undefined;
}

/** Texts that were recorded; what goes round in a loop comes up again and again. */
const recorded = new WeakMap<Machine['recorder'], Set<string>>();

/** Records a text that goes to the clipboard: a detector knows by it whose the address is that is paid to. */
export function notePutThere(machine: Machine, name: string, args: Arguments, at: Node): void {
  const text = textOf(putThere(name, args));
  if (text === null || text.length > TEXT_CHARS_MAX || machine.muted > 0) return;
  const known = recorded.get(machine.recorder) ?? new Set();
  recorded.set(machine.recorder, known);
  if (known.has(text)) return;
  known.add(text);
  machine.recorder.addString(text, machine.positionOf(at).offset);
}
