import { AppError, type Registry, registrySchema } from '@weir/model';

/** Kind of the rechecks that ask a registry's feeder to look at a package: `package:npmjs`. */
export function packageRecheckKind(registry: Registry): string {
  return `package:${registry}`;
}

/** Subject of a package's recheck: `npmjs/@acme/core`. */
export function packageSubject(registry: Registry, name: string): string {
  return `${registry}/${name}`;
}

/**
 * Takes a subject apart.
 * @throws AppError `RECHECK_INVALID`, not retriable, when it does not begin with a registry.
 */
export function parsePackageSubject(subject: string): { registry: Registry; name: string } {
  const slash = subject.indexOf('/');
  const registry = registrySchema.safeParse(subject.slice(0, Math.max(0, slash)));
  if (registry.success && slash + 1 < subject.length) {
    return { registry: registry.data, name: subject.slice(slash + 1) };
  }
  throw new AppError('RECHECK_INVALID', `not a package recheck: ${JSON.stringify(subject.slice(0, 200))}`, {
    retriable: false,
  });
}
