import { dependencyTarget } from '@weir/code';
import type { ReleaseFacts } from '@weir/model';

/** What npm installs along with a package; peers since npm 7. */
const INSTALLED_FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;
/** New dependencies of one release that anybody asks about. */
export const NEW_DEPENDENCIES_MAX = 50;

/** A registry package that a release depends on, by its own name (not the alias) and range. */
export interface NewDependency {
  readonly name: string;
  readonly range: string;
}

function membersOf(value: unknown): readonly (readonly [string, string])[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, spec]) => (typeof spec === 'string' ? [[key, spec]] : []));
}

function rangeOf(spec: string): string {
  const text = spec.trim();
  if (!/^npm:/i.test(text)) return text;
  const at = text.indexOf('@', 'npm:@'.length);
  return at < 0 ? '*' : text.slice(at + 1);
}

/**
 * Registry packages that installing this release brings and the release before it did not, as the registry shows them;
 * of a first release all. At most {@link NEW_DEPENDENCIES_MAX}; none when it is unknown what was there before.
 */
export function newDependencies(facts: ReleaseFacts | null): NewDependency[] {
  const manifest = facts?.manifest;
  if (!facts || manifest === null || typeof manifest !== 'object' || Array.isArray(manifest)) return [];
  const before = facts.previousVersion === null ? {} : facts.previousFacts?.dependencies;
  if (before === null || before === undefined) return [];
  const known = new Set(membersOf(before).map(([name, spec]) => dependencyTarget(name, spec)));
  const found = new Map<string, NewDependency>();
  for (const field of INSTALLED_FIELDS) {
    for (const [name, spec] of membersOf(manifest[field])) {
      const target = dependencyTarget(name, spec);
      if (target === null || known.has(target) || found.has(target)) continue;
      if (found.size >= NEW_DEPENDENCIES_MAX) return [...found.values()];
      found.set(target, { name: target, range: rangeOf(spec) });
    }
  }
  return [...found.values()];
}
