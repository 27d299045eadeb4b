import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  type ArchiveBudget,
  type ArtifactEntry,
  type ArtifactView,
  describeFileError,
  type EntryKind,
} from '@weir/model';
import { allot } from './allot.ts';
import { createMeter, type Stopwatch } from './budget.ts';
import { readAt } from './byte-source.ts';
import { createLinearPass, type LinearSink } from './linear.ts';
import { createPathJudge } from './paths.ts';
import { createProblemLog } from './problems.ts';
import { CHUNK_BYTES_MAX } from './unpack-stream.ts';
import { createView } from './view.ts';

/**
 * What a checkout holds beside the package itself: other packages and history. Only at the top, where the package
 * manager puts them; deeper they are shipped content.
 */
const EXCLUDED_AT_TOP = new Set(['node_modules', '.git']);

function kindOf(stats: Stats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'device';
}

/**
 * Opens a directory as if it were an unpacked artifact, for `weir scan DIR`: paths are relative with `/`, links are
 * listed with what they lead to and never followed, `node_modules` and `.git` at the top are left out and named as `excluded`. What cannot
 * be read is a `corrupt` problem. Contents are read on demand: what changes meanwhile is read as it then is, up to
 * the listed size.
 */
export async function openDirectory(
  root: string,
  budget: ArchiveBudget,
  clock: Stopwatch,
): Promise<ArtifactView> {
  const problems = createProblemLog();
  const paths = createPathJudge(budget.pathCharsMax, problems);
  const meter = createMeter({ ...budget, ratioMax: Number.POSITIVE_INFINITY }, 0, clock);
  const listed: ArtifactEntry[] = [];
  // A stack of relative paths, last first, so that entries come in depth-first order of names.
  const pending = [''];

  async function expand(directory: string): Promise<void> {
    let children: Dirent[];
    try {
      children = await readdir(join(root, directory), { withFileTypes: true });
    } catch (error) {
      problems.add('corrupt', directory, `cannot be listed: ${describeFileError(error)}`);
      return;
    }
    const names = children.map(({ name }) => name).toSorted((a, b) => (a < b ? 1 : -1));
    for (const name of names) {
      if (directory === '' && EXCLUDED_AT_TOP.has(name)) {
        problems.add('excluded', name, 'not part of the package, not read');
      } else pending.push(directory === '' ? name : `${directory}/${name}`);
    }
  }

  async function list(path: string): Promise<void> {
    let stats: Stats;
    try {
      stats = await lstat(join(root, path));
    } catch (error) {
      problems.add('corrupt', path, `cannot be read: ${describeFileError(error)}`);
      return;
    }
    const kind = kindOf(stats);
    const sizeBytes = kind === 'file' ? stats.size : 0;
    if (!meter.spendEntry(path)) return;
    const shown = paths.judge(path, kind);
    // A link that is gone by now leads nowhere.
    const linkTarget = kind === 'symlink' ? await readlink(join(root, path)).catch(() => null) : null;
    if (kind === 'symlink') problems.add('link', path, `symlink to ${linkTarget}`);
    if (kind === 'device') problems.add('device', path, 'device, pipe or socket');
    const mode = stats.mode & 0o7777;
    listed.push({ index: listed.length, path: shown, kind, sizeBytes, mode, linkTarget });
    // A path over the budget was cut: nothing below it could be told apart.
    if (kind === 'directory' && shown === path) await expand(path);
  }

  for (let path = pending.pop(); path !== undefined && meter.breach === null; path = pending.pop()) {
    await (path === '' ? expand(path) : list(path));
  }
  if (meter.breach) problems.add(meter.breach.code, meter.breach.path, meter.breach.detail);

  const entries = allot(listed, meter, problems);

  async function read(index: number, start: number, end: number): Promise<Uint8Array> {
    const entry = entries[index];
    // O_NOFOLLOW and O_NONBLOCK: the file may have been replaced by a link or a pipe since it was listed.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    await using file = await open(join(root, entry?.path ?? ''), flags).catch((cause: unknown) => {
      throw new AppError('ARCHIVE_ENTRY', `cannot be read: ${describeFileError(cause)}`, {
        retriable: false,
        cause,
        fields: { index },
      });
    });
    return readAt(file, start, end - start);
  }

  async function passOver(out: LinearSink): Promise<void> {
    for (const { index, path, sizeBytes, unread } of entries) {
      if (unread === undefined) continue;
      for (let at = 0; at < sizeBytes; at += CHUNK_BYTES_MAX) {
        // What cannot be read any more is passed over: the pass is about what is there.
        const bytes = await read(index, at, Math.min(sizeBytes, at + CHUNK_BYTES_MAX)).catch(() => null);
        if (!bytes || bytes.length === 0) break;
        if (!(await out.emit({ layer: 'raw', offset: at, path, bytes }))) return;
      }
    }
  }

  return createView({
    entries,
    problems,
    meter,
    clock,
    facts: { container: 'directory', packedBytes: 0 },
    unlistedCount: meter.breach ? null : 0,
    members: { read },
    linear: (linearBudget) => createLinearPass(clock, passOver, linearBudget),
    async dispose() {},
  });
}
