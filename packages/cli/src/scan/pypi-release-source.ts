import { AppError } from '@weir/model';
import { createPypiFeed, isPypiName, parsePipConfig, readPipEnvironment } from '@weir/registries';
import { askDependencies } from './dependency-facts.ts';
import { openReleaseFiles } from './release-files.ts';
import type { ReleaseSource } from './release-source.ts';

/** Releases, with all their files, from the index that this machine's pip is configured with. Throws `PIP_CONFIG`. */
export async function openPypiReleaseSource(): Promise<ReleaseSource> {
  const { addresses, authorize, origins } = parsePipConfig(readPipEnvironment());
  const files = await openReleaseFiles({ authorize, origins });
  const feed = createPypiFeed({ ...files, addresses, authorize });
  return {
    async find({ name, version }, signal) {
      if (!isPypiName(name))
        throw new AppError('SCAN_TARGET', 'no project on PyPI can have this name', { retriable: false });
      const resolved = await feed.resolveOne(name, version, 'live', signal);
      if (resolved.kind === 'absent')
        throw new AppError('SCAN_UNAVAILABLE', resolved.reason, { retriable: false });
      const { release } = resolved;
      const dependencies = await askDependencies(release.facts, () => feed, signal);
      return files.found('pypi', release.displayName, release, { dependencies }, () => feed);
    },
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}
