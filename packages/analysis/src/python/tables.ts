/** A table of a parsed settings file. */
export type Table = Readonly<Record<string, unknown>>;

/** The table at some keys of a parsed settings file; empty where there is none. */
export function tableAt(table: Table, ...keys: readonly string[]): Table {
  let at: unknown = table;
  for (const key of keys) at = at !== null && typeof at === 'object' ? (at as Table)[key] : undefined;
  return at !== null && typeof at === 'object' && !Array.isArray(at) ? (at as Table) : {};
}
