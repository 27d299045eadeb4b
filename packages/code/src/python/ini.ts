/** Sections of an INI text by name, keys to values; continued lines are joined with line ends. */
export type IniSections = ReadonlyMap<
  string,
  ReadonlyMap<string, { readonly value: string; readonly line: number }>
>;

/** Lines that are read. */
const LINES_MAX = 50_000;

/** Reads `setup.cfg` and `entry_points.txt` as configparser does, leniently: what is no key is skipped. */
export function parseIni(text: string): IniSections {
  const sections = new Map<string, Map<string, { value: string; line: number }>>();
  let section: Map<string, { value: string; line: number }> | null = null;
  let last: { value: string; line: number } | null = null;
  for (const [index, raw] of text
    .split(/\r\n?|\n/)
    .slice(0, LINES_MAX)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const head = /^\[(?<name>[^\]]+)\]$/.exec(line)?.groups?.name;
    if (head !== undefined) {
      section = sections.get(head) ?? new Map<string, { value: string; line: number }>();
      sections.set(head, section);
      last = null;
    } else if (/^\s/.test(raw) && last) {
      last.value += `\n${line}`;
    } else if (section) {
      const parts = /^(?<key>[^=:]+?)\s*[=:]\s*(?<value>.*)$/.exec(line)?.groups;
      if (parts?.key === undefined) continue;
      last = { value: parts.value ?? '', line: index + 1 };
      section.set(parts.key, last);
    }
  }
  return sections;
}
