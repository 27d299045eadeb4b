import type { NamedFile } from './blind.ts';

/** What baselines and strata need of a package's Python, told from its text alone: no detector has a say in it. */
export interface CodeSketch {
  /** The smallest hashes of five tokens in a row: two sketches' overlap estimates how alike the code is. */
  readonly shingles: readonly number[];
  /** One in {@link LINES_EVERY} of the hashes of long lines outside setup.py: what a clone shares with its original. */
  readonly lines: readonly number[];
  /** Nothing but a call of setup() and empty modules: a name that is held. */
  readonly codeFree: boolean;
  readonly hasPth: boolean;
}

const SHINGLE_TOKENS = 5;
const SKETCH_SIZE = 128;
const LINES_EVERY = 4;
const LINE_CHARS_MIN = 25;
/** Characters of all Python of a package that are sketched. */
const SKETCHED_CHARS_MAX = 1024 * 1024;
/** Lines of code outside setup.py that a package without code may have: a version, a docstring's rest. */
const CODE_LINES_MAX = 5;

/** FNV-1a over UTF-16 units, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const PLAIN_IMPORT = /^\s*(?:import|from)\s+(?:setuptools|distutils|os|sys|io|codecs|pathlib|re)\b[^;]*$/;
const ANY_IMPORT = /^\s*(?:import|from)\s/;
const ACTS =
  /\b(?:exec|eval|compile|__import__|getattr|globals|subprocess|urllib|requests|socket|system|popen|cmdclass|b64decode|urlopen)\b/;

/** Lines of Python without comments, empty lines and text in triple quotes, roughly. */
function codeLines(text: string): string[] {
  return text
    .replace(/(?:"""|''')[\s\S]*?(?:"""|''')/g, '""')
    .split('\n')
    .filter((line) => /^\s*[^\s#]/.test(line) && !/^\s*(?:""|pass)\s*$/.test(line));
}

function isPlainSetup(text: string): boolean {
  const lines = codeLines(text);
  return !lines.some((line) => ACTS.test(line) || (ANY_IMPORT.test(line) && !PLAIN_IMPORT.test(line)));
}

/**
 * Sketches a package's Python; pure, and bounded by {@link SKETCHED_CHARS_MAX}.
 * @param isWhole false when something of the package could not be read: it may be its code.
 */
export function sketchCode(files: readonly NamedFile[], isWhole: boolean): CodeSketch {
  const sources = files
    .filter(({ path }) => path.endsWith('.py'))
    .map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString('latin1') }));
  const shingles = new Set<number>();
  const lines = new Set<number>();
  let left = SKETCHED_CHARS_MAX;
  for (const { path, text } of sources) {
    const part = text.slice(0, left);
    left -= part.length;
    const tokens = part.replace(/#[^\n]*/g, '').match(/[A-Za-z_]\w*|\d+|[^\s\w]/g) ?? [];
    for (let at = 0; at + SHINGLE_TOKENS <= tokens.length; at++) {
      shingles.add(hashText(tokens.slice(at, at + SHINGLE_TOKENS).join(' ')));
    }
    if (path.endsWith('setup.py')) continue;
    for (const line of part.split('\n')) {
      const trimmed = line.trim();
      const hash = trimmed.length >= LINE_CHARS_MIN ? hashText(trimmed) : 1;
      if (hash % LINES_EVERY === 0) lines.add(hash);
    }
  }
  const other = sources.filter(({ path }) => !path.endsWith('setup.py'));
  const isCompiled = files.some(({ path }) => /\.(?:pyc|pth|so|pyd|dll|exe)$/i.test(path));
  return {
    shingles: [...shingles].toSorted((a, b) => a - b).slice(0, SKETCH_SIZE),
    lines: [...lines],
    codeFree:
      isWhole &&
      sources.length > 0 &&
      !isCompiled &&
      other.reduce((sum, { text }) => sum + codeLines(text).length, 0) <= CODE_LINES_MAX &&
      !other.some(({ text }) => ACTS.test(text)) &&
      sources.filter(({ path }) => path.endsWith('setup.py')).every(({ text }) => isPlainSetup(text)),
    hasPth: files.some(({ path }) => path.endsWith('.pth')),
  };
}

/** Estimated Jaccard similarity of two packages' shingles, 0 to 1 (bottom-k sketches, Broder 1997). */
export function similarity(a: readonly number[], b: readonly number[]): number {
  let [i, j, union, both] = [0, 0, 0, 0];
  while (union < SKETCH_SIZE && (i < a.length || j < b.length)) {
    const left = a[i] ?? Number.POSITIVE_INFINITY;
    const right = b[j] ?? Number.POSITIVE_INFINITY;
    if (left === right) both++;
    if (left <= right) i++;
    if (right <= left) j++;
    union++;
  }
  return union === 0 ? 0 : both / union;
}
