import { SAMPLES } from '@weir/detectors/samples';
import { CAMPAIGNS } from '../campaigns/all.ts';
import type { NamedFile } from './blind.ts';
import { payloadOf, placeIn } from './variants/moves.ts';
import { bodyStart, lineStart, readSource } from './variants/source.ts';
import { fileOf, isPython, textOf } from './variants/specimen.ts';

/** Inert malicious statements of our own, which run wherever they are put: every line of them is malicious. */
export interface Snippet {
  readonly id: string;
  readonly text: string;
}

type Files = Readonly<Record<string, string | Uint8Array>>;

/** The statements of a package's one file of Python that acts; null for a package of several, or of other languages. */
function statementsOf(files: Files): string | null {
  const sources = Object.entries(files).filter(([path]) => /\.(?:py|pth|js)$/.test(path));
  const [[path, content] = ['', '']] = sources;
  if (sources.length !== 1 || typeof content !== 'string' || !isPython(path)) return null;
  const text = path.endsWith('setup.py') ? payloadOf(content) : content;
  if (text === null || /^\s*from\s+\./m.test(text) || /\b__(?:name|file|future)__\b/.test(text)) return null;
  return readSource(text) === null ? null : text.endsWith('\n') ? text : `${text}\n`;
}

/** Snippets of the campaigns' packages and of the detectors' samples, each that one file of Python holds. */
export function listSnippets(): Snippet[] {
  const campaigns = CAMPAIGNS.flatMap(({ id, variants }) =>
    variants.map(({ concealment, files }) => ({ id: `campaign/${id}/${concealment}`, files })),
  );
  const samples = Object.entries(SAMPLES).flatMap(([detector, { malicious }]) =>
    malicious
      .filter((sample) => sample.context === undefined)
      .map(({ name, files }) => ({ id: `sample/${detector}/${name}`, files })),
  );
  return [...campaigns, ...samples].flatMap(({ id, files }) => {
    const text = statementsOf(files);
    return text === null ? [] : [{ id, text }];
  });
}

/** Lines that a snippet was put on, 1-based and inclusive. */
export interface Planted {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  /** Lines of all Python of the package: what a finding on any line would hit by chance. */
  readonly lines: number;
}

export type PlantPlace = 'setup' | 'module';

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/**
 * Puts a snippet between two statements of a package's setup script, or of its first package's `__init__`.
 * @param seed decides between which; null: the package has no such file, or none that may be written.
 */
export function plant(
  files: readonly NamedFile[],
  { text: snippet }: Snippet,
  place: PlantPlace,
  seed: number,
): { readonly files: readonly NamedFile[]; readonly planted: Planted } | null {
  const host = placeIn(files, place === 'setup');
  const text = host && textOf(host);
  if (!host || text === null) return null;
  const source = readSource(text);
  const start = source && bodyStart(source);
  if (!source || start === null) return null;
  const spots = source.body.flatMap((placed) => lineStart(text, placed) ?? []).filter((at) => at >= start);
  const at = spots[seed % spots.length];
  if (at === undefined) return null;
  const first = countLines(text.slice(0, at)) + 1;
  const made = fileOf(host.path, `${text.slice(0, at)}${snippet}${text.slice(at)}`);
  const planted = files.map((file) => (file === host ? made : file));
  const lines = planted
    .filter(({ path }) => isPython(path))
    .reduce((sum, { bytes }) => sum + countLines(Buffer.from(bytes).toString('latin1')), 0);
  return {
    files: planted,
    planted: { file: host.path, first, last: first + countLines(snippet) - 1, lines },
  };
}
