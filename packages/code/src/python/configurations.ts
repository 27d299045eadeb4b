import { LABEL } from '../js/labels.ts';
import type { Caller, Model } from './builtins.ts';
import { parseIni } from './ini.ts';
import { kept, madeWith } from './kept.ts';
import type { Arguments } from './methods.ts';
import { item } from './sequences.ts';
import { restOf } from './shipped.ts';
import { bytes, dict, displayOf, rawOf, str, textOf, type Value } from './value.ts';

const PARSER = 'configparser.ConfigParser';

/** Adds the sections of a text to what a parser knows. */
function addSections(made: Value[], source: Value): void {
  const text = rawOf(source);
  if (text === null) return;
  const known = made[0]?.kind === 'dict' ? made[0] : dict();
  made[0] = known;
  for (const [name, keys] of parseIni(text)) {
    const section = dict();
    for (const [key, { value }] of keys)
      section.entries.set(`s${key.toLowerCase()}`, {
        key: str(key.toLowerCase()),
        value: str(value, source.labels, source.layers),
      });
    known.entries.set(`s${name}`, { key: str(name), value: section });
  }
}

type Method = (made: Value[], args: Arguments, caller: Caller) => Value | null;

const readFile: Method = (made, { positional: [source] }, caller) => {
  const path = source ? displayOf(source).text : '';
  const raw = caller.shipped(path);
  if (raw !== null) addSections(made, bytes(raw, LABEL.file));
  return null;
};

const readOpen: Method = (made, { positional: [source] }) => {
  const content = restOf(source) ?? source;
  if (content) addSections(made, content);
  return null;
};

/** Readers of settings. */
export const CONFIGURATION_MODELS: Readonly<Record<string, Model>> = {
  // What its sections have in common is for whoever reads it.
  [PARSER]: (args, caller) => kept(PARSER)({ ...args, positional: [] }, caller),
};

/** What is called on them. */
export const CONFIGURATION_METHODS: Readonly<Record<string, Method>> = {
  [`${PARSER}().read`]: readFile,
  [`${PARSER}().read_file`]: readOpen,
  [`${PARSER}().read_string`]: readOpen,
  [`${PARSER}().get`]: ([sections], { positional: [section, key] }) =>
    section && key ? settingOf(sections, section, key) : null,
};

function settingOf(sections: Value | undefined, section: Value, key: Value): Value | null {
  const found = sections ? item(sections, section) : null;
  return found && item(found, str(textOf(key)?.toLowerCase() ?? ''));
}

/** The section of a parser that was read, by name; null for other values. */
export function sectionOf(value: Value, key: Value): Value | null {
  const [sections] = value.kind === 'ref' && value.name === `${PARSER}()` ? madeWith(value) : [];
  return sections ? item(sections, key) : null;
}
