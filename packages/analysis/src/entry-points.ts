import { posix } from 'node:path';
import { listTargets, type PackageManifest, type TargetPlatform } from '@weir/code';
import type { PackageIndex } from './package-index.ts';

/** A path, or a pattern with `*`, that a user of the package loads. */
export interface EntryTarget {
  readonly path: string;
  readonly platform: TargetPlatform;
}

/** Fields that Node and bundlers for it read, and those that only bundlers for browsers and CDNs do. */
const FIELDS = [
  ['main', 'any'],
  ['module', 'any'],
  ['jsnext:main', 'any'],
  ['es2015', 'any'],
  ['exports', 'any'],
  ['browser', 'browser'],
  ['react-native', 'browser'],
  ['unpkg', 'browser'],
  ['jsdelivr', 'browser'],
] as const;

const LOADABLE = /\.(?:[cm]?[jt]sx?|node|json|wasm)$/i;
const EXPANDED_MAX = 5_000;
/** Commands of one manifest: as many as its reader takes before it says that it was cut. */
const COMMANDS_MAX = 20_000;
/** Patterns that are held against every path. */
const PATTERNS_MAX = 300;

/** Everything that importing a package may load, under every condition; `types` left out. */
export function listEntries(manifest: PackageManifest): EntryTarget[] {
  const found = FIELDS.flatMap(([field, platform]) => listTargets(manifest.json[field], platform)).filter(
    ({ platform }) => platform !== 'types',
  );
  const once = [...new Map(found.map((target) => [`${target.platform} ${target.path}`, target])).values()];
  const patterns = once.filter(({ path }) => path.includes('*')).slice(0, PATTERNS_MAX);
  const paths = once.filter(({ path }) => !path.includes('*'));
  const byNode = once.some(({ platform }) => platform === 'any');
  return [...paths, ...patterns, ...(byNode ? [] : [{ path: 'index.js', platform: 'any' } as const])];
}

/** Files behind an entry: a path, or a pattern with `*` as in `exports`. */
export function expandEntry(
  { path }: EntryTarget,
  index: PackageIndex,
  resolvePath: (path: string) => string | null,
): string[] {
  const star = path.indexOf('*');
  if (star < 0) {
    const found = resolvePath(path);
    // `./lib/` is the old way to write `./lib/*`.
    return found === null ? (path.endsWith('/') ? below(path, '', index) : []) : [found];
  }
  return below(path.slice(0, star), path.slice(path.lastIndexOf('*') + 1), index);
}

function below(prefix: string, suffix: string, index: PackageIndex): string[] {
  const normal = posix.normalize(prefix).replace(/^\.\//, '');
  const start = normal === './' || normal === '.' ? '' : normal;
  return [...index.keys()]
    .filter((path) => path.startsWith(start) && path.endsWith(suffix) && LOADABLE.test(path))
    .slice(0, EXPANDED_MAX);
}

/** Commands that a package puts on the path, with the file of each; `directories.bin` makes one of every file. */
export function listCommands(
  manifest: PackageManifest,
  index: PackageIndex,
  folder = '',
): Map<string, string> {
  const commands = new Map<string, string>();
  const { bin, directories } = manifest.json;
  if (typeof bin === 'string' && manifest.name !== null)
    commands.set(manifest.name.replace(/^@[^/]*\//, ''), posix.join(folder, bin));
  else if (bin !== null && typeof bin === 'object' && !Array.isArray(bin)) {
    for (const [name, path] of Object.entries(bin).slice(0, COMMANDS_MAX))
      if (typeof path === 'string') commands.set(name, posix.join(folder, path));
  }
  const binFolder =
    directories !== null && typeof directories === 'object' && 'bin' in directories ? directories.bin : null;
  if (typeof binFolder !== 'string' || bin !== undefined) return commands;
  const start = `${posix.join(folder, binFolder).replace(/\/$/, '')}/`;
  for (const path of index.keys()) {
    if (commands.size >= COMMANDS_MAX) break;
    if (path.startsWith(start) && !path.slice(start.length).startsWith('.'))
      commands.set(path.slice(path.lastIndexOf('/') + 1), path);
  }
  return commands;
}
