import { dirname } from 'node:path';
import type { ArtifactAnalysis } from '@weir/analysis';
import { mergeSiblings, type SiblingFile, type Siblings } from '@weir/model';

/** What files of one release, scanned before, say to the next one; null for none. */
export function siblingsOf(
  analysed: readonly { readonly filename: string; readonly analysis: ArtifactAnalysis }[],
): Siblings | null {
  const files = analysed.flatMap(({ filename, analysis: { facts } }) => (facts ? [{ filename, facts }] : []));
  return mergeSiblings(files, null);
}

/** Releases whose files are remembered, the newest: targets may come without end. */
const RELEASES_MAX = 50;

/** Name and version of a distribution's file, spelled in one way; null for what is none. Names never hold a digit after a dash there. */
function releaseOf(path: string, filename: string): string | null {
  const parts = /^(?<name>.+?)-(?<version>\d[^-]*?)(?:-.*\.whl|\.tar\.gz|\.tgz|\.zip|\.tar\.bz2)$/i.exec(
    filename,
  )?.groups;
  if (parts?.name === undefined) return null;
  return JSON.stringify([dirname(path), parts.name.toLowerCase().replace(/[-_.]+/g, '-'), parts.version]);
}

/** Has files of one release that lie in one folder wait for each other, and tells each of those before it. */
export interface SiblingBook {
  /** Runs `work` with what the files before left, after them. Throws what it throws. */
  after(
    file: { readonly path: string; readonly filename: string },
    work: (siblings: Siblings | null) => Promise<ArtifactAnalysis>,
  ): Promise<ArtifactAnalysis>;
}

/** Creates an empty {@link SiblingBook}. */
export function createSiblingBook(): SiblingBook {
  const releases = new Map<string, { last: Promise<unknown>; readonly files: SiblingFile[] }>();
  return {
    async after({ path, filename }, work) {
      const key = releaseOf(path, filename);
      if (key === null) return work(null);
      const release = releases.get(key) ?? { last: Promise.resolve(), files: [] };
      releases.delete(key);
      releases.set(key, release);
      if (releases.size > RELEASES_MAX) releases.delete(releases.keys().next().value ?? '');
      const job = release.last.then(async () => {
        const analysis = await work(mergeSiblings(release.files, null));
        // An npm package that is called alike is no file of a release.
        if (analysis.facts && analysis.ecosystems?.[0] !== 'npm')
          release.files.push({ filename, facts: analysis.facts });
        return analysis;
      });
      // One that fails keeps none of the others waiting.
      release.last = job.catch(() => null);
      return job;
    },
  };
}
