import { parseEntryPoints } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';

/** A constant text of a setup script, and where it begins. */
export interface SetupText {
  readonly value: string;
  readonly offset: number;
}

const SCRIPT_GROUP = /^(?:console|gui)_scripts$/;
/** `name = module:function`. */
const SCRIPT = /^\s*(?<command>[^\s=]{1,100})\s*=\s*[\w.]+\s*(?::[\w.\s]+)?(?:\[[^\]]*\])?$/;
const TEXT = /(["'])((?:(?!\1)[^\\\n]|\\.){1,1000})\1/g;

/** The unit of the setup script itself; undefined without one. */
export function setupScript(units: readonly CodeUnit[]): CodeUnit | undefined {
  return units.find(({ file, origin }) => file === 'setup.py' && origin === null);
}

/** Texts of the list that a setup script hands over under a name (`scripts=[…]`), also by a variable. */
export function listHanded({ source: { text } }: CodeUnit, keyword: string): SetupText[] {
  const handed = new RegExp(
    `(?<=^|[\\s,(])(?:${keyword}\\s*=(?!=)|["']${keyword}["']\\s*:)\\s*(?:(?<name>[A-Za-z_]\\w*)(?![\\w.(])|[[(])`,
    'm',
  ).exec(text);
  if (!handed) return [];
  const name = handed.groups?.name;
  const list = name === undefined ? handed : new RegExp(`^[ \\t]*${name}\\s*=(?!=)\\s*[[(]`, 'm').exec(text);
  if (!list) return [];
  const start = list.index + list[0].length;
  const end = text.slice(start).search(/[\])]/);
  const inside = text.slice(start, end < 0 ? start : start + end);
  return [...inside.matchAll(TEXT)].map((match) => ({ value: match[2] ?? '', offset: start + match.index }));
}

/** Commands that a setup script declares as entry points, in a table or as the text of one. */
export function commandsDeclared({ facts }: CodeUnit): SetupText[] {
  const found: SetupText[] = [];
  let inGroup = false;
  // The name of a group stands in front of its commands, and the next group ends them.
  for (const { value, offset } of facts.strings.toSorted((a, b) => a.offset - b.offset)) {
    if (/^\s*\[(?:console|gui)_scripts\]/m.test(value)) {
      for (const { group, name } of parseEntryPoints(value))
        if (SCRIPT_GROUP.test(group)) found.push({ value: name, offset });
    } else if (SCRIPT_GROUP.test(value)) inGroup = true;
    else {
      const command = SCRIPT.exec(value)?.groups?.command;
      if (command === undefined) inGroup = false;
      else if (inGroup) found.push({ value: command, offset });
    }
  }
  return found;
}
