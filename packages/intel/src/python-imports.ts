import { GENERIC_IMPORTS, IMPORT_OWNERS, NAMESPACES, STDLIB } from './data/python-imports.ts';
import { popularRanks } from './popular-names.ts';

/** Projects below this rank are nobody's target; and their names are words that others use. */
const RANK_MAX = 2_000;
const NAME_CHARS_MIN = 4;

/** A PyPI name as the index compares it (PEP 503). */
export function normalPypiName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The projects that ship an import name, the most popular first; empty for a name that nobody is known for. */
export function importOwners(name: string): readonly string[] {
  const known = Object.hasOwn(IMPORT_OWNERS, name) ? IMPORT_OWNERS[name] : undefined;
  if (known) return known;
  if (name.length < NAME_CHARS_MIN || GENERIC_IMPORTS.has(name.toLowerCase())) return [];
  const project = normalPypiName(name);
  return (popularRanks('pypi').get(project) ?? Number.POSITIVE_INFINITY) <= RANK_MAX ? [project] : [];
}

/** Whether projects of several owners keep modules below an import name. */
export function isSharedNamespace(name: string): boolean {
  return NAMESPACES.has(name) || GENERIC_IMPORTS.has(name.toLowerCase());
}

/** Whether the standard library has a module of that name. */
export function isStandardModule(name: string): boolean {
  return STDLIB.has(name);
}

/** Whether one name is the other with words added: forks and editions of a project say so. */
export function isNamedAfter(name: string, project: string): boolean {
  const words = normalPypiName(name).split('-');
  const wanted = normalPypiName(project).split('-');
  return words.some((_, at) => wanted.every((word, next) => words[at + next] === word));
}
