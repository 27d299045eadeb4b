/** Most names that are kept: the lists are shipped, and what is rarer is nobody's target. */
export const NAMES_MAX = 20_000;
/** What any of the registries allows in a name, and nothing else: the lists go into code review and into messages. */
const NAME = /^(?:@[a-z0-9~_-][a-z0-9._~-]*\/)?[a-z0-9~_-][a-z0-9._~-]{0,213}$/i;
/** Members by which lists call a package and its downloads. */
const NAME_KEYS = ['name', 'project', 'package', 'package_name'] as const;

function nameOf(row: unknown): string | null {
  if (typeof row === 'string') return row;
  if (row === null || typeof row !== 'object') return null;
  const found = NAME_KEYS.map((key) => (row as Record<string, unknown>)[key]).find(
    (value) => typeof value === 'string',
  );
  return typeof found === 'string' ? found : null;
}

function rowsOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  if (json === null || typeof json !== 'object') return [];
  return Object.values(json).find((member) => Array.isArray(member)) ?? [];
}

function namesOf(text: string): readonly (string | null)[] {
  const first = text.trimStart()[0];
  if (first === '[' || first === '{') return rowsOf(JSON.parse(text)).map(nameOf);
  const lines = text.split(/\r?\n/).map((line) => line.split('\t')[0] ?? '');
  return lines[0] === 'name' ? lines.slice(1) : lines;
}

/**
 * Package names of a list, the most popular first: a list of lines or TSV whose first column is the name, a JSON list
 * of names or objects, or a JSON object with such a list. What is no name is left out; at most {@link NAMES_MAX}.
 * @throws SyntaxError for broken JSON.
 */
export function readPopularList(text: string): string[] {
  const names = namesOf(text).filter((name) => name !== null && NAME.test(name));
  return [...new Set(names as string[])].slice(0, NAMES_MAX);
}
