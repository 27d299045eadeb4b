import type { BuildSystem } from '@weir/code';
import { type Table, tableAt } from './tables.ts';
import { type ReadText, TEXT_BYTES_MAX } from './texts.ts';

/** A backend that runs no code of the distribution, and of whose settings these say that it takes no other files in. */
interface Backend {
  /** What may be needed for the build: of anything else nobody knows what it does with the files. */
  readonly requires: RegExp;
  /** Folders and modules that it installs; null where the settings may take in others. */
  readonly takes: (build: BuildSystem, paths: readonly string[], cfg: string) => readonly string[] | null;
}

interface LeftOutParts {
  readonly paths: readonly string[];
  readonly build: BuildSystem | null;
  readonly readText: ReadText;
}

const ROOTS = ['', 'src/'];
/** `acme.tools` is a folder inside another. */
const inRoots = (module: string): string[] => ROOTS.map((root) => `${root}${module.replaceAll('.', '/')}`);

/** The module of a project of that name, in the ways in which backends spell it. */
function modulesNamed(name: unknown): string[] {
  if (typeof name !== 'string' || name === '') return [];
  return [name.replaceAll('-', '_'), name.replace(/[-_.]+/g, '_')].flatMap(inRoots);
}

const projectModules = ({ table }: BuildSystem): string[] => modulesNamed(tableAt(table, 'project').name);

const hasOnly = (table: Table, keys: readonly string[]): boolean =>
  Object.keys(table).every((key) => keys.includes(key));

/** A folder or module as settings name one; null for patterns, for what lies outside, and for all that there is. */
function placeOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const place = value.replace(/^\.\//, '').replace(/\/+$|\.py$/, '');
  return /^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(place) ? place : null;
}

/** All of the places, or null where one is none. */
function placesOf(values: unknown): readonly string[] | null {
  if (!Array.isArray(values) || values.length === 0) return null;
  const places = values.flatMap((value) => placeOf(value) ?? []);
  return places.length === values.length ? places : null;
}

/** The places of modules by their names, in a folder that settings name: '' or '.' for the top. */
function placesIn(folder: unknown, names: readonly unknown[]): readonly string[] | null {
  if (typeof folder !== 'string') return null;
  const within = folder === '' || folder === '.' ? '' : `${folder.replace(/\/+$/, '')}/`;
  return placesOf(
    names.map((name) => (typeof name === 'string' ? `${within}${name.replaceAll('.', '/')}` : null)),
  );
}

function takenByFlit(build: BuildSystem): readonly string[] | null {
  const flit = tableAt(build.table, 'tool', 'flit');
  if (!hasOnly(flit, ['metadata', 'module', 'sdist', 'scripts', 'entrypoints'])) return null;
  const named = tableAt(flit, 'module').name ?? tableAt(flit, 'metadata').module;
  return named === undefined ? projectModules(build) : modulesNamed(named);
}

function takenByHatch(build: BuildSystem): readonly string[] | null {
  const hatch = tableAt(build.table, 'tool', 'hatch');
  if ('hooks' in tableAt(hatch, 'metadata') || tableAt(hatch, 'version').source === 'code') return null;
  if (!('build' in hatch)) return projectModules(build);
  const settings = tableAt(hatch, 'build');
  const targets = tableAt(settings, 'targets');
  const wheel = tableAt(targets, 'wheel');
  // What goes into a source distribution is there already.
  const isPlain =
    hasOnly(settings, ['targets', 'exclude']) &&
    hasOnly(targets, ['wheel', 'sdist']) &&
    hasOnly(wheel, ['packages', 'exclude', 'sources']) &&
    !('hooks' in tableAt(targets, 'sdist'));
  return isPlain ? placesOf(wheel.packages) : null;
}

function takenByPoetry(build: BuildSystem): readonly string[] | null {
  const poetry = tableAt(build.table, 'tool', 'poetry');
  const scripts = Object.values(tableAt(poetry, 'scripts'));
  if (['include', 'build'].some((key) => key in poetry)) return null;
  if (scripts.some((script) => typeof script !== 'string')) return null;
  if (!('packages' in poetry)) return [...projectModules(build), ...modulesNamed(poetry.name)];
  const packages: readonly unknown[] = Array.isArray(poetry.packages) ? poetry.packages : [];
  return placesOf(
    packages.map((item) => {
      const { include, from = '', ...more } = tableAt({ item }, 'item');
      const isPlain = typeof include === 'string' && typeof from === 'string' && hasOnly(more, []);
      return isPlain ? `${from}${from === '' ? '' : '/'}${include}` : null;
    }),
  );
}

function takenByUv(build: BuildSystem): readonly string[] | null {
  const uv = tableAt(build.table, 'tool', 'uv');
  if (!('build-backend' in uv)) return projectModules(build);
  const settings = tableAt(uv, 'build-backend');
  const excludes = ['source-include', 'source-exclude', 'wheel-exclude', 'default-excludes'];
  if (!hasOnly(settings, ['module-name', 'module-root', ...excludes])) return null;
  const { 'module-root': root = 'src', 'module-name': given } = settings;
  const own = projectModules(build).filter((module) => !module.includes('/'));
  return placesIn(root, given === undefined ? own : [given].flat());
}

/** Sections of setup.cfg that say nothing of which modules there are, nor of commands that build. */
const IDLE_SECTION =
  /^(?:metadata|egg_info|bdist_wheel|flake8|isort|mypy(?:-.*)?|pycodestyle|(?:tool:|coverage:).*)$/;

const isIdle = (cfg: string): boolean =>
  cfg.length < TEXT_BYTES_MAX &&
  [...cfg.matchAll(/^\s*\[(.*)\]/gm)].every(([, section = '']) => IDLE_SECTION.test(section));

/** Settings of setuptools that say nothing of which modules there are. */
const OF_DATA = ['dynamic', 'package-data', 'include-package-data', 'zip-safe', 'license-files'];

/** Packages of setuptools that are named one by one. */
function takenByName(settings: Table): readonly string[] | null {
  const { '': root = '', ...others } = tableAt(settings, 'package-dir');
  return hasOnly(others, []) ? placesIn(root, settings.packages as readonly unknown[]) : null;
}

/** Folders at the top that patterns of setuptools take, of which a star at the end is understood. */
function takenByPattern(find: Table, paths: readonly string[]): readonly string[] | null {
  const isTop = find.where === undefined || JSON.stringify(find.where) === '["."]';
  const stems = placesOf(
    (find.include as readonly unknown[]).map((pattern) =>
      typeof pattern === 'string' ? pattern.replace(/\.?\*$/, '') : null,
    ),
  );
  if (!isTop || stems === null || !hasOnly(find, ['where', 'include', 'exclude', 'namespaces'])) return null;
  const tops = new Set(paths.flatMap((path) => /^([^/]+)\//.exec(path)?.[1] ?? []));
  return [...tops].filter((top) => stems.some((stem) => top.startsWith(stem.split('.')[0] ?? stem)));
}

function takenBySetuptools(
  { table }: BuildSystem,
  paths: readonly string[],
  cfg: string,
): readonly string[] | null {
  const settings = tableAt(table, 'tool', 'setuptools');
  if (!isIdle(cfg) || !hasOnly(settings, [...OF_DATA, 'packages', 'package-dir'])) return null;
  if (Array.isArray(settings.packages)) return takenByName(settings);
  const find = tableAt(settings, 'packages', 'find');
  if (Array.isArray(find.include)) return takenByPattern(find, paths);
  const folders = 'packages' in settings ? find.where : ['src'];
  if (!Array.isArray(folders) || folders.length === 0) return null;
  const found = folders.map((folder) => (typeof folder === 'string' ? folder.replace(/\/+$/, '') : ''));
  const isInside = found.every((folder) => /^\w[\w-]*(?:\/\w[\w-]*)*$/.test(folder));
  const dirs = Object.entries(tableAt(settings, 'package-dir'));
  const isPlain = dirs.every(([name, to]) => name === '' && typeof to === 'string' && found.includes(to));
  // Without a folder of sources, whatever lies at the top is looked through.
  const isThere = found.every((folder) => paths.some((path) => path.startsWith(`${folder}/`)));
  return isInside && isPlain && isThere ? found : null;
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  'flit_core.buildapi': { requires: /^flit[-_.]core(?![\w.-])/i, takes: takenByFlit },
  'hatchling.build': { requires: /^hatchling(?![\w.-])/i, takes: takenByHatch },
  'poetry.core.masonry.api': { requires: /^poetry[-_.]core(?![\w.-])/i, takes: takenByPoetry },
  'setuptools.build_meta': {
    requires: /^(?:setuptools|wheel|setuptools[-_.]scm)(?![\w.-])/i,
    takes: takenBySetuptools,
  },
  uv_build: { requires: /^uv[-_.]build(?![\w.-])/i, takes: takenByUv },
};

/**
 * Tells files of a source distribution that its build never runs and does not install: the backend is one that runs
 * nothing of the distribution, and the settings name what it takes. Where anything else may happen, there are none: a
 * setup script, a backend of its own or a plugin can run a file wherever it lies.
 */
export async function leftOut({ paths, build, readText }: LeftOutParts): Promise<(path: string) => boolean> {
  const none = (): boolean => false;
  const called = build?.backend ?? '';
  const backend = Object.hasOwn(BACKENDS, called) ? BACKENDS[called] : undefined;
  if (!build || !backend || build.backendPath.length > 0 || build.commandClasses.length > 0) return none;
  // Of a longer description the end is not known.
  const isCut = ((await readText('pyproject.toml')) ?? '').length >= TEXT_BYTES_MAX;
  if (paths.includes('setup.py') || isCut) return none;
  // A requirement with an address is whatever lies there.
  if (build.requires.some((text) => /[@/]/.test(text) || !backend.requires.test(text.trim()))) return none;
  const taken =
    backend.takes(build, paths, (await readText('setup.cfg')) ?? '')?.map((path) => path.toLowerCase()) ?? [];
  const isTaken = (path: string): boolean => {
    const lower = path.toLowerCase();
    const module = lower.replace(/\.py[cw]?$/, '');
    return taken.some((name) => lower.startsWith(`${name}/`) || module === name);
  };
  // What is said to be taken and is not there shows that something else is.
  return paths.some(isTaken) ? (path) => !isTaken(path) : none;
}
