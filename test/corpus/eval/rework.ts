import { createHash } from 'node:crypto';
import type { NamedFile } from './blind.ts';
import { listSnippets, type Planted, type PlantPlace, plant } from './plants.ts';
import { VARIANTS } from './variants/index.ts';

/** What is done to an archive's files, blinded, before they are judged. */
export type Rework =
  | { readonly kind: 'variant'; readonly variant: string; readonly target: string | null }
  | { readonly kind: 'plant'; readonly snippet: string; readonly place: PlantPlace; readonly seed: number };

/** A `RECORD` that says of the files what it said of them before: right where it was right. */
function renewRecord(text: string, before: readonly NamedFile[], after: readonly NamedFile[]): string {
  const digest = ({ bytes }: NamedFile): string =>
    `sha256=${createHash('sha256').update(bytes).digest('base64url')}`;
  const [old, made] = [before, after].map((files) => new Map(files.map((file) => [file.path, file])));
  const listed = new Set<string>();
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [path = '', said = ''] = line.split(',');
      listed.add(path);
      const [was, is] = [old?.get(path), made?.get(path)];
      if (!was || was === is) return [line];
      if (!is) return [];
      return said === digest(was) ? [`${path},${digest(is)},${is.bytes.length}`] : [line];
    });
  const added = after.filter(({ path }) => !listed.has(path) && !old?.has(path));
  return `${[...lines, ...added.map((file) => `${file.path},${digest(file)},${file.bytes.length}`)].join('\n')}\n`;
}

/** The files as a rework leaves them; null where it cannot be done for certain. */
export function reworkFiles(
  files: readonly NamedFile[],
  rework: Rework,
  host: readonly NamedFile[],
): { readonly files: readonly NamedFile[]; readonly planted: Planted | null } | null {
  const made = ((): ReturnType<typeof reworkFiles> => {
    if (rework.kind === 'variant') {
      const variant = VARIANTS[rework.variant];
      if (!variant) throw new Error(`no variant is called ${rework.variant}`);
      const written = variant({ files, target: rework.target, host });
      return written && { files: written, planted: null };
    }
    const snippet = listSnippets().find(({ id }) => id === rework.snippet);
    if (!snippet) throw new Error(`no snippet is called ${rework.snippet}`);
    return plant(files, snippet, rework.place, rework.seed);
  })();
  if (!made) return null;
  return {
    ...made,
    files: made.files.map((file) =>
      file.path.endsWith('.dist-info/RECORD')
        ? {
            path: file.path,
            bytes: Buffer.from(
              renewRecord(Buffer.from(file.bytes).toString('latin1'), files, made.files),
              'latin1',
            ),
          }
        : file,
    ),
  };
}
