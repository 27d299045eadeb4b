import type { NamedFile } from './blind.ts';
import type { Witness } from './outcome.ts';
import { isPython } from './variants/specimen.ts';

function linesOf({ bytes }: NamedFile): string[] {
  return Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .map((line) => line.trim());
}

/**
 * Lines of a package that its benign original has not are the ones that an attacker wrote, when one is a copy of the
 * other. Blanks at the ends and empty lines say nothing.
 */
export function compareLines(
  own: readonly NamedFile[],
  original: readonly NamedFile[],
  file: string,
  line: number,
): Witness {
  const known = new Set(original.flatMap((one) => (isText(one.path) ? linesOf(one) : [])));
  const isChanged = (text: string): boolean => text !== '' && !known.has(text);
  const python = own.filter(({ path }) => isPython(path)).flatMap(linesOf);
  const written = python.filter((text) => text !== '');
  const at = own.find(({ path }) => path === file);
  const distances = (at ? linesOf(at) : []).flatMap((text, index) =>
    isChanged(text) ? [Math.abs(index + 1 - line)] : [],
  );
  return {
    distance: distances.length === 0 ? null : distances.reduce((a, b) => Math.min(a, b)),
    changedShare: written.length === 0 ? 0 : written.filter(isChanged).length / written.length,
  };
}

function isText(path: string): boolean {
  return /\.(?:py|pth|cfg|toml|txt|in)$/.test(path);
}
