import type { NamedFile } from '../blind.ts';
import { readSource } from './source.ts';

/** A detected package that is written anew: its files, where it was found out, and a package to hide in. */
export interface Specimen {
  readonly files: readonly NamedFile[];
  /** The file of its strongest finding; null when the finding is of none. */
  readonly target: string | null;
  /** Files of a benign package, without its metadata. */
  readonly host: readonly NamedFile[];
}

/** Writes a package so that it does the same and looks otherwise; null where that cannot be done for certain. */
export type Variant = (specimen: Specimen) => readonly NamedFile[] | null;

/** Files of code that are written anew, in bytes. */
const SOURCE_BYTES_MAX = 256 * 1024;

/** The text of a file; null for what is no UTF-8, or has characters that a parser counts otherwise. */
export function textOf({ bytes }: NamedFile): string | null {
  if (bytes.length > SOURCE_BYTES_MAX) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[\f\v\0\uFEFF\u{10000}-\u{10ffff}]/u.test(text) ? null : text.replace(/\r\n?/g, '\n');
  } catch {
    return null;
  }
}

/** A file of text. */
export function fileOf(path: string, text: string): NamedFile {
  return { path, bytes: Buffer.from(text) };
}

/** `files` with some replaced and others added. */
export function withFiles(files: readonly NamedFile[], changed: readonly NamedFile[]): NamedFile[] {
  const paths = new Set(changed.map(({ path }) => path));
  return [...files.filter(({ path }) => !paths.has(path)), ...changed];
}

/** Python source that the package runs as such. */
export function isPython(path: string): boolean {
  return path.endsWith('.py');
}

/**
 * A variant that writes each file of Python by itself. Where the file of the finding cannot be written so, it is none:
 * what was found is still there as it was.
 */
export function perFile(
  rewrite: (text: string, path: string, others: readonly NamedFile[]) => string | null,
): Variant {
  return ({ files, target }) => {
    const changed = files.flatMap((file) => {
      if (!isPython(file.path)) return [];
      const text = textOf(file);
      const others = files.filter((other) => other !== file);
      const written = text === null ? null : rewrite(text, file.path, others);
      // What no parser reads any more would be another program, or none.
      const isKept = written === null || written === text || readSource(written) === null;
      return isKept ? [] : [fileOf(file.path, written)];
    });
    const hit = target === null ? changed.length > 0 : changed.some(({ path }) => path === target);
    return hit ? withFiles(files, changed) : null;
  };
}
