import type { FileParts, Part } from './parts.ts';

/**
 * Whether using an export of a file may run the code at an offset of it, through names of that file alone. True when
 * it is not known what the export is.
 */
export function exportReaches(file: FileParts, name: string, offset: number): boolean {
  const first = file.parts.filter((part) => part.exports.includes(name));
  if (first.length === 0) return true;
  const seen = new Set<Part>(first);
  const pending = [...first];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (part.start <= offset && offset < part.end) return true;
    const own = part.uses.filter((use) => use.specifier === '').map((use) => use.member);
    if (own.includes('*')) return true;
    for (const other of file.parts) {
      const mentioned =
        other.declares.some((item) => part.names.includes(item)) ||
        other.exports.some((item) => own.includes(item));
      if (!mentioned || seen.has(other)) continue;
      seen.add(other);
      pending.push(other);
    }
  }
  return false;
}
