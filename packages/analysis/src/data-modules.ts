import { posix } from 'node:path';
import type { CodeUnit } from '@weir/detectors';
import type { ReadText } from './gyp-builds.ts';

/** Characters of a data file that is read for what it gives to code: tables of settings, no data sets. */
const CHARS_MAX = 20_000;
/** Data files of one package that are read so. */
const FILES_MAX = 20;

/** Texts of data files, by their paths, as modules that give what they hold. */
export type DataModules = ReadonlyMap<string, string>;

/**
 * Reads the data files that code loads as modules: commands, paths and addresses stand in them as well. What is no
 * JSON, and what describes a package, is left out.
 */
export async function readDataModules(
  units: readonly CodeUnit[],
  resolveAll: (fromFile: string, specifier: string) => readonly string[],
  readText: ReadText,
): Promise<DataModules> {
  const wanted = new Set<string>();
  for (const { file, facts, layer, language, stage } of units) {
    if (layer !== null || language !== 'js' || stage === 'dead') continue;
    for (const { specifier, kind } of facts.imports) {
      if (kind !== 'require' && kind !== 'import') continue;
      const [path] = resolveAll(file, specifier);
      if (path?.endsWith('.json') && posix.basename(path) !== 'package.json') wanted.add(path);
    }
  }
  const found = new Map<string, string>();
  for (const path of [...wanted].slice(0, FILES_MAX)) {
    const text = await readText(path, CHARS_MAX + 1);
    if (text !== null && text.length <= CHARS_MAX && isJson(text))
      found.set(path, `module.exports = ${text}`);
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
