import { dirname, isAbsolute, join, relative } from 'node:path/posix';
import { createMemoryView } from '@weir/analysis/in-process';
import { type ArtifactEntry, type ArtifactView, describeError } from '@weir/model';
import { blindFiles, blindPaths, type NamedFile } from './blind.ts';

/** The path of a member inside the package: sdists have a folder around everything, wheels and eggs have none. */
function innerPath(path: string, hasTopFolder: boolean): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return (hasTopFolder ? parts.slice(1) : parts).join('/');
}

/**
 * A view over the same files that tells nothing of the container: names replaced as `blindFiles` does, no top folder,
 * no sizes or times of the archive. What the container's readers found wrong, and what they could not read, stays.
 * @param hasTopFolder as in sdists.
 */
export async function blindView(
  view: ArtifactView,
  name: string,
  hasTopFolder: boolean,
): Promise<ArtifactView> {
  const files: NamedFile[] = [];
  const failed: string[] = [];
  const unread: ArtifactEntry[] = [];
  const seen = new Map<string, ArtifactEntry>();
  for (const entry of view.entries) {
    const path = innerPath(entry.path, hasTopFolder);
    if (entry.kind === 'file' && path !== '' && !path.split('/').includes('..')) seen.set(path, entry);
  }
  for (const [path, entry] of seen) {
    if (entry.unread !== undefined) {
      unread.push(entry);
      continue;
    }
    try {
      files.push({ path, bytes: await view.read(entry.index) });
    } catch (error) {
      failed.push(`${path}: ${describeError(error, 200)}`);
    }
  }
  const rename = blindPaths(name);
  const blinded = blindFiles(name, files);
  const memory = createMemoryView(Object.fromEntries(blinded.map(({ path, bytes }) => [path, bytes])));
  const problems = [
    ...view.problems.map((problem) => ({
      ...problem,
      path: problem.path === null ? null : rename(innerPath(problem.path, hasTopFolder)),
    })),
    ...failed.map((detail) => ({ code: 'corrupt', path: null, detail })),
  ];
  // Links are told with where they lead to: one to a file of the package is no reason to know less of it.
  const links = view.entries
    .filter(({ kind }) => kind === 'symlink')
    .map((entry, at): ArtifactEntry => {
      const path = innerPath(entry.path, hasTopFolder);
      const target = entry.linkTarget;
      const led = target === null || isAbsolute(target) ? null : rename(join(dirname(path), target));
      return {
        ...entry,
        index: memory.entries.length + at,
        path: rename(path),
        linkTarget: led === null ? target : relative(dirname(rename(path)), led),
      };
    });
  const complete = view.complete && failed.length === 0 && unread.length === 0;
  // What members do not give out is still looked through.
  return {
    ...memory,
    entries: [...memory.entries, ...links],
    problems,
    complete,
    linear: (budget) => view.linear(budget),
  };
}
