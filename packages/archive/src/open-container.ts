import type { ArtifactView } from '@weir/model';
import type { ByteSource } from './byte-source.ts';
import type { Opened } from './opened.ts';
import { openPlainFile } from './plain-file.ts';
import { createProblemLog } from './problems.ts';
import { sniff } from './sniff.ts';
import { openPackedTar, openTar } from './tar-artifact.ts';
import { BLOCK_BYTES } from './tar-header.ts';
import { openUnreadable } from './unreadable.ts';
import { openZip } from './zip-artifact.ts';
import { findZipEnd } from './zip-end.ts';
import { END_SIGNATURE } from './zip-records.ts';

/** Names whose installers look for a zip directory at the end, whatever the file begins with. */
const ZIP_NAME = /\.(?:zip|whl|egg|vsix|jar|nupkg|xpi|apk|crx|pt|pth|npz|docx|xlsx|pyz)$/i;
/** The longest comment behind an end record, and the record. */
export const END_SEARCHED_BYTES = 64 * 1024 + 22;

/**
 * Whether bytes end as a zip that has a directory, whatever they begin as: Python imports from such a file, and
 * self-extracting archives and images with an archive behind them are made that way.
 */
export async function endsAsZip(source: ByteSource): Promise<boolean> {
  const tail = await source.readAt(source.sizeBytes - END_SEARCHED_BYTES, END_SEARCHED_BYTES);
  return tail.includes(END_SIGNATURE) && (await findZipEnd(source, createProblemLog())) !== null;
}

/**
 * Opens whatever the bytes are; see `openSource`. A file that begins as something else and ends as a zip is a zip to
 * those who install zips, so there the name decides.
 */
export async function openContainer(opened: Opened, filename: string): Promise<ArtifactView> {
  const { source } = opened;
  const name = filename.slice(0, 200);
  const unreadable = (code: 'unsupported' | 'corrupt', detail: string): ArtifactView => {
    const problems = createProblemLog();
    problems.add(code, null, `${name}: ${detail}`);
    return openUnreadable(opened, problems, 'none');
  };
  if (source.sizeBytes === 0) return unreadable('corrupt', 'empty file');
  const sniffed = sniff(await source.readAt(0, BLOCK_BYTES));
  if (sniffed.kind === 'zip') return openZip(opened);
  const asZip = (sniffed.kind === 'unknown' || ZIP_NAME.test(filename)) && (await endsAsZip(source));
  if (asZip) return openZip(opened, sniffed.kind === 'unknown' ? undefined : sniffed.kind);
  if (sniffed.kind === 'unsupported') return unreadable('unsupported', `${sniffed.name} is not read`);
  if (sniffed.kind === 'tar') return openTar(opened);
  if (sniffed.kind !== 'unknown') return openPackedTar(opened, sniffed.kind);
  if (opened.singleName !== undefined) return openPlainFile(opened, opened.singleName);
  // Readers of tar look for a header behind what is none: over the network that would fetch the whole file.
  return source.remote ? unreadable('corrupt', 'begins as no archive') : openTar(opened);
}
