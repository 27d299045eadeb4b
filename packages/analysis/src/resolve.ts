import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type PackageManifest, resolveTargets } from '@weir/code';
import { folderOf } from './inner-manifests.ts';

const EXTENSIONS = ['', '.js', '.json', '.node', '.cjs', '.mjs', '.ts', '.mts', '.cts', '.jsx', '.tsx'];
const LOADED_EXTENSION = /\.(?:[cm]?[jt]s|json|node|[jt]sx)$/;
const INDEXES = ['index.js', 'index.json', 'index.node', 'index.cjs', 'index.mjs', 'index.ts'];

/** A specifier with a scheme, a query or a fragment. */
const CARRIES_MORE = /^file:|[?#]/;

/** What {@link createResolver} asks of a package. */
export interface ResolvableFiles {
  has(path: string): boolean;
  /** Every path; asked at most twice. */
  paths(): Iterable<string>;
  /** package.json of a folder, the root's for an empty name; null when there is none. */
  manifestOf(folder: string): PackageManifest | null;
}

/** Maps a path without extension to the file that node would load, inside one package; null when there is none. */
export type ResolvePath = (path: string) => string | null;

/** Finds the package's own files that a name means. */
export interface Resolver {
  readonly resolvePath: ResolvePath;
  /**
   * Files that a specifier means when `fromFile` loads it: paths, bundled packages, the package by its own name,
   * `#imports`. More than one when conditions decide: the first is the likeliest. Empty for builtins and for what is
   * not in the archive.
   * @param ownName whether the package's own name counts where no `exports` declares it: Node then finds the package in
   * the folder that it is installed in. True when absent.
   */
  readonly resolveAll: (fromFile: string, specifier: string, ownName?: boolean) => readonly string[];
}

/** `name/sub` as name and subpath (`.`, `./sub`); null for what is no package. */
function splitSpecifier(specifier: string): { name: string; subpath: string } | null {
  const groups = /^(?<name>(?:@[^/\\%]+\/)?[^./\\%#@][^/\\%]*)(?<rest>\/[^]*)?$/.exec(specifier)?.groups;
  if (groups?.name === undefined) return null;
  return {
    name: groups.name,
    subpath: groups.rest === undefined || groups.rest === '/' ? '.' : `.${groups.rest}`,
  };
}

/** Folders above a file, its own first, the root (empty) last. */
function foldersAbove(file: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ''];
}

/** Node's lookups (CommonJS algorithm, which ESM's is a part of), for the files of one package. */
export function createResolver(files: ResolvableFiles): Resolver {
  let byLowerCase: Map<string, string> | undefined;
  let withModules: Set<string> | undefined;
  const resolved = new Map<string, string | null>();
  /** The graph and several detectors ask what the same import means: by file and by folder, then specifier. */
  const meant = new Map<string, Map<string, readonly string[]>>();

  /** Windows and macOS find a file whatever the case of its name: by path, without extension, as a folder's index. */
  function anyCase(target: string): string | null {
    if (!byLowerCase) {
      byLowerCase = new Map();
      for (const path of files.paths()) {
        const lower = path.toLowerCase();
        const stem = lower.replace(LOADED_EXTENSION, '');
        for (const key of [lower, stem, stem.endsWith('/index') ? stem.slice(0, -'/index'.length) : stem])
          if (!byLowerCase.has(key)) byLowerCase.set(key, path);
      }
    }
    return byLowerCase.get(target.toLowerCase()) ?? null;
  }

  function asFile(path: string): string | null {
    if (path === '') return null;
    for (const extension of EXTENSIONS) if (files.has(path + extension)) return path + extension;
    // TypeScript sources name their compiled neighbours.
    const typed = /\.[cm]?js$/.test(path) ? path.replace(/js$/, 'ts') : null;
    return typed !== null && files.has(typed) ? typed : null;
  }

  function asFolder(folder: string): string | null {
    for (const index of INDEXES) {
      const path = folder === '' ? index : `${folder}/${index}`;
      if (files.has(path)) return path;
    }
    return null;
  }

  function resolvePath(wanted: string): string | null {
    // What was resolved once is known by a path without detours.
    const direct = resolved.get(wanted);
    if (direct !== undefined) return direct;
    const clean = posix.normalize(wanted.replaceAll('\\', '/')).replace(/\/$/, '');
    if (clean.startsWith('..') || clean.startsWith('/')) return null;
    const target = clean === '.' ? '' : clean;
    const known = resolved.get(target);
    if (known !== undefined) return known;
    const found = findPath(target);
    resolved.set(target, found);
    return found;
  }

  function findPath(target: string): string | null {
    const file = asFile(target);
    if (file !== null) return file;
    const main = mainOf(target);
    if (main !== null) {
      const path = posix.join(target, main);
      const found = path.startsWith('..') ? null : (asFile(path) ?? asFolder(path));
      if (found !== null) return found;
    }
    return asFolder(target) ?? (target === '' ? null : anyCase(target));
  }

  function mainOf(folder: string): string | null {
    const { main, module } = files.manifestOf(folder)?.json ?? {};
    return typeof main === 'string' ? main : typeof module === 'string' ? module : null;
  }

  /** Files of a package in a folder: through its `exports`, else by path. */
  function inPackage(folder: string, subpath: string): string[] {
    const targets = resolveTargets(files.manifestOf(folder)?.json.exports, subpath)
      .filter(({ platform }) => platform !== 'types')
      .map(({ path }) => resolvePath(posix.join(folder, path)))
      .filter((path) => path !== null);
    if (targets.length > 0) return [...new Set(targets)];
    const path = resolvePath(subpath === '.' && folder === '' ? '.' : posix.join(folder, subpath));
    return path === null ? [] : [path];
  }

  /** Folders that have a node_modules folder: none in most packages, whose many imports then cost nothing. */
  function modulesIn(folder: string): boolean {
    withModules ??= new Set(
      [...files.paths()].flatMap((path) =>
        path.includes('node_modules/')
          ? [...path.matchAll(/(?:^|\/)node_modules\//g)].map(({ index }) => path.slice(0, index))
          : [],
      ),
    );
    return withModules.has(folder);
  }

  function inBundled(fromFile: string, name: string, subpath: string): string[] {
    for (const above of foldersAbove(fromFile)) {
      if (!modulesIn(above)) continue;
      const folder = posix.join(above, 'node_modules', name);
      const found = inPackage(folder, subpath);
      if (found.length > 0) return found;
      // The nearest package of a name is the one that is asked, whether it has the file or not.
      if (files.manifestOf(folder)) return [];
    }
    return [];
  }

  function nearestManifest(fromFile: string): { folder: string; manifest: PackageManifest } | null {
    for (const folder of foldersAbove(fromFile)) {
      const manifest = files.manifestOf(folder);
      if (manifest) return { folder, manifest };
    }
    return null;
  }

  function ofImports(fromFile: string, specifier: string, ownName: boolean, depth: number): string[] {
    const scope = nearestManifest(fromFile);
    if (!scope || depth > 4) return [];
    return resolveTargets(scope.manifest.json.imports, specifier).flatMap(({ path }) =>
      path.startsWith('.')
        ? inPackagePath(scope.folder, path)
        : [...resolveBare(fromFile, path, ownName, depth + 1)],
    );
  }

  function inPackagePath(folder: string, path: string): string[] {
    const found = resolvePath(posix.join(folder, path));
    return found === null ? [] : [found];
  }

  function resolveBare(
    fromFile: string,
    specifier: string,
    ownName: boolean,
    depth: number,
  ): readonly string[] {
    if (specifier.startsWith('#')) return ofImports(fromFile, specifier, ownName, depth);
    if (isBuiltin(specifier)) return [];
    const parts = splitSpecifier(specifier);
    if (!parts) return [];
    const scope = nearestManifest(fromFile);
    if (scope?.manifest.name === parts.name && (ownName || scope.manifest.json.exports !== undefined)) {
      const own = inPackage(scope.folder, parts.subpath);
      if (own.length > 0) return own;
    }
    return inBundled(fromFile, parts.name, parts.subpath);
  }

  function resolveAnew(fromFile: string, specifier: string, ownName: boolean): readonly string[] {
    const name = CARRIES_MORE.test(specifier)
      ? // A package may be called with a query as well; `#` begins an own import, not a fragment.
        specifier.replace(/^file:\/\//, '').replace(/(?<=.)[?#].*$/, '')
      : specifier;
    if (!/^\.{0,2}[\\/]/.test(name) && name !== '.' && name !== '..')
      return resolveBare(fromFile, name, ownName, 0);
    const path = posix.join(posix.dirname(fromFile), name.replaceAll('\\', '/').replace(/^\/+/, './'));
    const found = resolvePath(path);
    return found === null ? [] : [found];
  }

  /** What specifiers mean in the folder of a file: the same for all files of the folder. */
  function meantIn(fromFile: string): Map<string, readonly string[]> {
    const known = meant.get(fromFile);
    if (known) return known;
    // With a slash behind it no folder has the name of a file.
    const folder = `${folderOf(fromFile)}/`;
    const ofFolder = meant.get(folder) ?? new Map<string, readonly string[]>();
    meant.set(folder, ofFolder);
    meant.set(fromFile, ofFolder);
    return ofFolder;
  }

  return {
    resolvePath,
    resolveAll(fromFile, specifier, ownName = true) {
      // Without its own name, a package is asked for by the walk alone, once for each import.
      if (!ownName) return resolveAnew(fromFile, specifier, ownName);
      const ofFolder = meantIn(fromFile);
      const known = ofFolder.get(specifier);
      if (known) return known;
      const found = resolveAnew(fromFile, specifier, ownName);
      ofFolder.set(specifier, found);
      return found;
    },
  };
}
