import { parse as parseToml } from 'smol-toml';
import { first, type Model } from './builtins.ts';
import { iterate } from './sequences.ts';
import { bool, dict, list, none, number, rawOf, str, textOf, type Value } from './value.ts';

const ITEMS_MAX = 200_000;

/** The JSON of hostile text as values, which carry what the text did; depth and size are bounded by the text's. */
function plain(value: unknown, of: Value, depth: number): Value {
  const { labels, layers } = of;
  if (typeof value === 'string') return str(value, labels, layers);
  if (typeof value === 'number') return number(value, labels, layers);
  if (typeof value === 'boolean') return bool(value);
  if (value === null || typeof value !== 'object' || depth > 40) return none();
  if (Array.isArray(value))
    return list(value.slice(0, ITEMS_MAX).map((entry) => plain(entry, of, depth + 1)));
  const made = dict();
  for (const [key, entry] of Object.entries(value))
    made.entries.set(`s${key}`, { key: str(key, labels, layers), value: plain(entry, of, depth + 1) });
  return made;
}

const loadJson: Model = (args) => {
  const value = first(args);
  const text = rawOf(value);
  if (!value || text === null || text.length > 500_000) return null;
  try {
    return plain(JSON.parse(text), value, 0);
  } catch {
    // No JSON: the call fails, and its value with it.
    return null;
  }
};

const loadToml: Model = (args) => {
  const value = first(args);
  const found = tomlOf(value);
  return value && found !== null ? plain(found, value, 0) : null;
};

/** A text in TOML as what `JSON.parse` would give; null for what is none. */
function tomlOf(value: Value | undefined): unknown {
  const text = rawOf(value);
  try {
    return text === null ? null : parseToml(text);
  } catch {
    // No TOML: the call fails, and its value with it.
    return null;
  }
}

/** The rows of a table whose lines are known, each with its cells as texts. */
const tableRows: Model = ({ positional: [source], named }) => {
  const lines = source ? iterate(source) : null;
  if (!lines || lines.length > ITEMS_MAX) return null;
  const by = textOf(named.get('delimiter')) ?? ',';
  const rows: Value[] = [];
  for (const line of lines) {
    const text = textOf(line);
    if (text === null || by.length !== 1) return null;
    const cells = text.trimEnd() === '' ? [] : cellsOf(text.replace(/[\r\n]+$/, ''), by);
    rows.push(list(cells.map((cell) => str(cell, line.labels, line.layers))));
  }
  return list(rows);
};

function cellsOf(line: string, by: string): string[] {
  if (!line.includes('"')) return line.split(by);
  const cells = [''];
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '"' && isQuoted && line[at + 1] === '"') cells[cells.length - 1] += line[++at] ?? '';
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === by && !isQuoted) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells;
}

/** Readers of texts that hold values, by canonical name. */
export const DOCUMENT_MODELS: Readonly<Record<string, Model>> = {
  'json.loads': loadJson,
  'tomllib.loads': loadToml,
  'tomli.loads': loadToml,
  'toml.loads': loadToml,
  'csv.reader': tableRows,
};
