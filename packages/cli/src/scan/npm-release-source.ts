import { AppError } from '@weir/model';
import { createConfiguredNpm, isNpmName, readNpmClientConfig, readNpmEnvironment } from '@weir/registries';
import { askDependencies } from './dependency-facts.ts';
import { openReleaseFiles, releaseFailure } from './release-files.ts';
import type { ReleaseSource } from './release-source.ts';

/** Releases from the registries that this machine's npm client is configured with. Throws `NPM_CONFIG`. */
export async function openNpmReleaseSource(): Promise<ReleaseSource> {
  const config = await readNpmClientConfig(readNpmEnvironment());
  const files = await openReleaseFiles({ ...config, authorize: (url) => config.authorize(url) });
  const feedFor = createConfiguredNpm(config, files);
  return {
    async find({ name, version }, signal) {
      if (!isNpmName(name))
        throw new AppError('SCAN_TARGET', 'no npm package can have this name', { retriable: false });
      const resolved = await feedFor(name).resolveOne(name, version, 'live', signal);
      const asked = `${name}@${version ?? 'latest'}`;
      if (resolved.kind === 'absent')
        throw releaseFailure('SCAN_UNAVAILABLE', asked, `the registry does not have it (${resolved.reason})`);
      const { release } = resolved;
      const { facts } = release;
      const dependencies = await askDependencies(facts, feedFor, signal);
      const found = files.found('npmjs', name, release, { dependencies }, feedFor);
      if (found.files.length > 0) return found;
      throw releaseFailure('SCAN_UNAVAILABLE', found.purl, 'the registry names no file');
    },
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}
