import type { PythonNode } from '@weir/code';
import type { NamedFile } from '../blind.ts';
import { applyEdits, BLOCKS, type Edit, isDynamic, type Placed, readSource, within } from './source.ts';
import { isPython, perFile } from './specimen.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(['FunctionDef', 'AsyncFunctionDef', 'Lambda']);
/** Names that mean something to whoever did not bind them. */
const BUILTIN =
  /^(?:__\w+__|print|open|exec|eval|compile|input|str|int|bytes|list|dict|set|len|map|type|id|object|super|setup)$/;

/** Where each name is written, by what the tree says; a name that it misplaces is absent. */
interface Written {
  readonly places: Placed[];
  readonly stores: Placed[];
}

/** The offset of the name in `def NAME` and `class NAME`; null where it is not found. */
function nameOffset(text: string, { node, start, end }: Placed): number | null {
  const head = /(?:def|class)[ \t]+(?<name>\w+)/y;
  const at = text.slice(start, end).search(/(?:def|class)\b/);
  head.lastIndex = start + at;
  const found = at < 0 ? null : head.exec(text);
  if (!found?.groups || found.groups.name !== node.name) return null;
  return found.index + found[0].length - String(node.name).length;
}

function writtenNames(text: string, all: readonly Placed[]): Map<string, Written> {
  const names = new Map<string, Written>();
  for (const placed of all) {
    const { node, start, end } = placed;
    const isDefinition = /^(?:AsyncFunctionDef|FunctionDef|ClassDef)$/.test(node.nodeType);
    if (node.nodeType !== 'Name' && !isDefinition) continue;
    const id = String(isDefinition ? node.name : node.id);
    const at = isDefinition ? nameOffset(text, placed) : start;
    if (at === null || (!isDefinition && text.slice(start, end) !== id)) continue;
    const known = names.get(id) ?? { places: [], stores: [] };
    const spot = { ...placed, start: at, end: at + id.length };
    known.places.push(spot);
    const context = node.ctx as PythonNode | undefined;
    if (isDefinition || context?.nodeType === 'Store') known.stores.push(spot);
    names.set(id, known);
  }
  return names;
}

function countWord(text: string, word: string): number {
  return text.match(new RegExp(`(?<!\\w)${word}(?!\\w)`, 'g'))?.length ?? 0;
}

function isElsewhere(word: string, others: readonly NamedFile[]): boolean {
  return others.some(
    ({ path, bytes }) => isPython(path) && countWord(Buffer.from(bytes).toString('latin1'), word) > 0,
  );
}

/** Whether a binding is of a function, and nothing in that function reaches names by their spelling. */
function isPrivate(text: string, placed: Placed): boolean {
  const block = within(placed, BLOCKS);
  if (!block || !FUNCTIONS.has(block.node.nodeType)) return false;
  let outer = block;
  for (let at = within(block, FUNCTIONS); at !== null; at = within(at, FUNCTIONS)) outer = at;
  return !isDynamic(text.slice(outer.start, outer.end));
}

/**
 * Gives variables and functions other names: those of which every occurrence in the text is a name by the tree, so
 * that no keyword, attribute, text or other file can mean them.
 */
export const rename = perFile((text, _path, others) => {
  const source = readSource(text);
  if (!source) return null;
  const edits: Edit[] = [];
  const dynamic = isDynamic(text);
  let index = 0;
  for (const [id, { places, stores }] of writtenNames(text, source.all)) {
    if (stores.length === 0 || BUILTIN.test(id) || !/^[A-Za-z_]\w*$/.test(id)) continue;
    if (countWord(text, id) !== places.length) continue;
    if (stores.some((store) => within(store, BLOCKS)?.node.nodeType === 'ClassDef')) continue;
    if (!stores.every((store) => isPrivate(text, store)) && (dynamic || isElsewhere(id, others))) continue;
    const name = `q${(index++).toString(36)}z`;
    if (countWord(text, name) > 0) continue;
    edits.push(...places.map(({ start, end }) => ({ start, end, text: name })));
  }
  return edits.length === 0 ? null : applyEdits(text, edits);
});

interface Bound {
  readonly written: string;
  readonly name: string;
}

/** The names that an import binds as one word each; null for what cannot be written with other names. */
function boundBy(node: PythonNode): Bound[] | null {
  if (node.nodeType === 'ImportFrom' && (node.module === '__future__' || node.level !== 0)) return null;
  const bound = (node.names as PythonNode[]).map(({ name, asname }) => ({
    written: String(name),
    name: typeof asname === 'string' ? asname : String(name),
  }));
  return bound.every(({ name }) => /^[A-Za-z_]\w*$/.test(name)) ? bound : null;
}

/** Imports under other names, which all uses go by; the old ones stay where something else may want them. */
export const alias = perFile((text, path) => {
  const source = readSource(text);
  if (!source) return null;
  const imports = source.all.filter(({ node }) => /^Import(?:From)?$/.test(node.nodeType));
  const keepsOld = isDynamic(text) || path !== 'setup.py' || /\b[rR]?[fF][rR]?["']/.test(text);
  const written = writtenNames(text, source.all);
  const isTaken = (id: string): boolean =>
    (written.get(id)?.stores.length ?? 0) > 0 ||
    source.all.some(({ node }) => node.arg === id && node.nodeType === 'Arg') ||
    source.all.some(({ node }) => node.nodeType === 'ExceptHandler' && node.name === id) ||
    source.all.some(
      ({ node }) => node.nodeType === 'Global' || node.nodeType === 'Nonlocal' || node.nodeType === 'Delete',
    ) ||
    imports.some(({ node }) => boundBy(node) === null && JSON.stringify(node.names).includes(`"${id}"`));
  // A name is written anew in every import that binds it, or in none.
  const kept = new Set(
    imports
      .flatMap(({ node }) => boundBy(node) ?? [])
      .map(({ name }) => name)
      .filter(isTaken),
  );
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const { node } of imports) {
      const bound = boundBy(node) ?? [];
      if (bound.some(({ name }) => kept.has(name))) for (const { name } of bound) kept.add(name);
    }
  }
  const renamed = new Map<string, string>();
  const edits: Edit[] = [];
  for (const { node, start, end } of imports) {
    const bound = boundBy(node);
    if (!bound || bound.some(({ name }) => kept.has(name))) continue;
    for (const { name } of bound) renamed.set(name, renamed.get(name) ?? `m${renamed.size}_${name.length}`);
    const list = bound.map((one) => `${one.written} as ${renamed.get(one.name)}`).join(', ');
    const head = node.nodeType === 'Import' ? 'import ' : `from ${String(node.module)} import `;
    const old = keepsOld ? `${text.slice(start, end)}; ` : '';
    edits.push({ start, end, text: `${old}${head}${list}` });
  }
  for (const [id, name] of renamed) {
    for (const { start, end } of written.get(id)?.places ?? []) edits.push({ start, end, text: name });
  }
  return edits.length === 0 ? null : applyEdits(text, edits);
});
