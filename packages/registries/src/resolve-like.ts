import type { PackageReader, RequestPriority, ResolvedRelease } from '@weir/model';

/**
 * The release of a package that has a version, or its latest one where it has none of that; null where the registry does not
 * have the package. Throws as `RegistryFeed.resolveOne` does.
 */
export async function resolveLike(
  reader: Pick<PackageReader, 'resolveOne'>,
  name: string,
  version: string,
  priority: RequestPriority,
  signal: AbortSignal,
): Promise<ResolvedRelease | null> {
  for (const wanted of [version, null]) {
    const found = await reader.resolveOne(name, wanted, priority, signal);
    if (found.kind === 'present') return found.release;
  }
  return null;
}
