/** Where package.json lists a dependency; `bundled` ones come inside the archive. */
export const DEPENDENCY_FIELDS = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'devDependencies',
] as const;
export type DependencyField = (typeof DEPENDENCY_FIELDS)[number];

/** Through what a dependency comes: the registry (by range, tag or alias), a git host, an address, a path. */
export type DependencyChannel = 'registry' | 'alias' | 'git' | 'url' | 'file' | 'workspace';

/** One dependency as package.json writes it. */
export interface ManifestDependency {
  readonly name: string;
  readonly spec: string;
  readonly field: DependencyField;
  readonly channel: DependencyChannel;
  /** Name of the package that an alias means; `name` otherwise, null for what is no registry package. */
  readonly target: string | null;
  /** 1-based line in package.json. */
  readonly line: number;
}

/** `user/repo`, `user/repo#ref`: what npm takes for a repository on GitHub. */
const HOSTED_SHORT = /^[\w.-]+\/[\w.-]+(?:#.*)?$/;
const HOSTED = /^(?:github|gitlab|bitbucket|gist):/i;
const GIT = /^git(?:\+[a-z]+)?:|^git@|\.git(?:#.*)?$/i;

/** A range as nearly all dependencies write it: `^1.2.3`, `>=1 <2`. */
const RANGE = /^[\^~<>=v]*\d[\d.\sx<>=|^~-]*$/;

/** Tells through what channel npm fetches a spec (npm-package-arg's rules, as npm documents them under `npm install`). */
export function classifySpec(spec: string): DependencyChannel {
  const text = spec.trim();
  if (RANGE.test(text)) return 'registry';
  if (/^npm:/i.test(text)) return 'alias';
  if (/^(?:workspace|catalog):/i.test(text)) return 'workspace';
  if (/^(?:file|link|portal):|^(?:\.{1,2}|~)?\//i.test(text)) return 'file';
  if (HOSTED.test(text) || GIT.test(text) || HOSTED_SHORT.test(text)) return 'git';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return /^git|^ssh:/i.test(text) ? 'git' : 'url';
  return 'registry';
}

/** Name of the registry package that a dependency asks for through its channel; null when none is asked. */
export function dependencyTarget(
  name: string,
  spec: string,
  channel: DependencyChannel = classifySpec(spec),
): string | null {
  if (channel === 'registry') return name;
  if (channel !== 'alias') return null;
  const aliased = spec.trim().slice('npm:'.length);
  const at = aliased.indexOf('@', 1);
  return at < 0 ? aliased : aliased.slice(0, at);
}
