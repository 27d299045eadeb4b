import { AppError, type PackageEdge, type Registry, registrySchema } from '@weir/model';
import type { EdgeTarget } from '../edge-api.ts';

/** The registry whose feeder looks for targets: that of npm packages. */
const FOLLOWED: Registry = 'npmjs';
/** Longer ranges are none that anybody wrote. */
const WANTED_CHARS_MAX = 256;

/** Kind of the rechecks that ask a registry's feeder to look for what edges lead to: `target:npmjs`. */
export function targetRecheckKind(registry: Registry): string {
  return `target:${registry}`;
}

/** Subject of a target's recheck: `npmjs/@acme/core@^1`, with nothing behind the `@` for the latest. */
export function targetSubject({ registry, name, wanted }: EdgeTarget): string {
  return `${registry}/${name}@${wanted}`;
}

/**
 * Takes a subject apart.
 * @throws AppError `RECHECK_INVALID`, not retriable.
 */
export function parseTargetSubject(subject: string): EdgeTarget {
  const slash = subject.indexOf('/');
  const at = subject.indexOf('@', slash + 2);
  const registry = registrySchema.safeParse(subject.slice(0, Math.max(0, slash)));
  if (registry.success && at > 0) {
    return { registry: registry.data, name: subject.slice(slash + 1, at), wanted: subject.slice(at + 1) };
  }
  throw new AppError('RECHECK_INVALID', `not a target: ${JSON.stringify(subject.slice(0, 200))}`, {
    retriable: false,
  });
}

/** What a feeder can look for; null for addresses, repositories, and registries that nobody follows yet. */
export function targetOf({ channel, ecosystem, name, spec }: PackageEdge): EdgeTarget | null {
  if (ecosystem !== 'npm' || name === null) return null;
  if (channel !== 'run' && channel !== 'install' && channel !== 'alias') return null;
  const aliased = /^npm:@?[^@]*(?:@(?<range>[^]*))?$/i.exec(spec.trim())?.groups;
  const wanted = (aliased ? (aliased.range ?? '') : spec).trim();
  return wanted.length > WANTED_CHARS_MAX ? null : { registry: FOLLOWED, name, wanted };
}
