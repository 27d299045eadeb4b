import { type BuildSystem, parseEntryPoints, parsePyproject } from '@weir/code';
import type { Skipped, Stage } from '@weir/model';
import { asideAmong, type DistributionKind, ENTRY_POINTS, TESTS, TOOLS } from './layout.ts';
import { leftOut } from './left-out.ts';
import type { ModuleResolver } from './resolve.ts';
import type { ReadText } from './texts.ts';

/** A file that runs without anything of the distribution importing it. */
export interface Root {
  readonly path: string;
  readonly stage: Stage;
  /** Runs as a program, not as a module. */
  readonly script: boolean;
  /** A command or plugin is made of it, which somebody starts by its name. */
  readonly isNamed?: true;
}

export interface RootParts {
  readonly kind: DistributionKind;
  readonly paths: readonly string[];
  readonly roots: readonly string[];
  readonly modules: ModuleResolver;
  /** What pyproject.toml says; null for a wheel, which nobody builds, and without one. */
  readonly build: BuildSystem | null;
  readonly readText: ReadText;
}

/** Groups of entry points whose modules other programs load by themselves. */
const LOADED_GROUPS =
  /^(?:pytest11|sphinx\.|distutils\.|setuptools\.|flake8\.|babel\.|console_scripts|gui_scripts)/;

/** The module of an entry point: `a.b` of `a.b:main [extra]`. */
export function moduleOf(target: string): string {
  return (target.split(':')[0] ?? '').replace(/\[.*$/, '').trim();
}

/** Files that Python itself runs at each start, once they lie in site-packages. */
function startRoots(parts: RootParts): Root[] {
  return parts.paths
    .filter((path) =>
      parts.roots.some(
        (root) =>
          path.startsWith(root) && /^(?:sitecustomize|usercustomize)\.pyc?$/.test(path.slice(root.length)),
      ),
    )
    .map((path) => ({ path, stage: 'install' as const, script: false }));
}

/** Top-level packages and modules: what `import` of a name of the distribution runs. */
async function importRoots(parts: RootParts): Promise<Root[]> {
  const { kind, paths, roots } = parts;
  const found: Root[] = [];
  const isAside = asideAmong(paths);
  for (const root of roots) {
    for (const path of paths) {
      if (!path.startsWith(root)) continue;
      const inner = path.slice(root.length);
      const top = /^[^/]+\/__init__\.pyc?$|^[^/]+\.pyc?$/.test(inner);
      if (!top || isAside(inner) || (kind === 'sdist' && TESTS.test(inner))) continue;
      if (await isTool(parts, inner)) continue;
      if (/^[^/]+\.data\/|\.dist-info\//.test(path) && root === '') continue;
      found.push({ path, stage: 'import', script: false });
    }
  }
  return found;
}

/** A tool of the root that the build does not install: no build description names it as a module. */
async function isTool({ kind, readText }: RootParts, path: string): Promise<boolean> {
  if (kind !== 'sdist' || !TOOLS.test(path)) return false;
  const quoted = new RegExp(`["']?\\b${path.slice(0, -'.py'.length)}\\b["']?`);
  for (const file of ['setup.py', 'setup.cfg', 'pyproject.toml']) {
    const text = (await readText(file)) ?? '';
    const modules = /py[_-]modules\s*=?[^\])]{0,2000}/.exec(text)?.[0];
    if (modules !== undefined && quoted.test(modules)) return false;
  }
  return true;
}

/** What somebody calls: commands, plugins, `python -m`, and every other module that is installed. */
async function useRoots(parts: RootParts): Promise<Root[]> {
  const { paths, modules, build, readText } = parts;
  const found: Root[] = [];
  const isAside = asideAmong(paths);
  const lists = paths.filter((path) => ENTRY_POINTS.test(path));
  for (const list of lists.slice(0, 5)) {
    for (const { group, target } of parseEntryPoints((await readText(list)) ?? '')) {
      if (!LOADED_GROUPS.test(group)) continue;
      for (const path of modules.resolve('x.py', moduleOf(target)))
        found.push({ path, stage: 'use', script: false, isNamed: true });
    }
  }
  for (const target of build?.scripts.values() ?? [])
    for (const path of modules.resolve('x.py', moduleOf(target)))
      found.push({ path, stage: 'use', script: false, isNamed: true });
  for (const path of paths) {
    if (/^[^/]+\.data\/scripts\/[^/]+$|^(?:scripts|bin)\/[^/]+$/.test(path))
      found.push({ path, stage: 'use', script: true });
    else if (/\.pyc?$/.test(path) && !isAside(path) && !(await isTool(parts, path)))
      found.push({ path, stage: 'use', script: /__main__\.pyc?$/.test(path) });
  }
  return found;
}

/** Everything that runs by itself or may be called, besides the build, earliest stage first. */
export async function listRoots(parts: RootParts): Promise<Root[]> {
  const isLeftOut = await leftOut(parts);
  const paths = parts.paths.filter((path) => ENTRY_POINTS.test(path) || !isLeftOut(path));
  const installed = { ...parts, paths };
  return [...startRoots(parts), ...(await importRoots(installed)), ...(await useRoots(installed))];
}

/** Reads what pyproject.toml says of the build, with the reason when it cannot be read; nothing for a wheel. */
export async function readBuild({
  kind,
  readText,
}: Pick<RootParts, 'kind' | 'readText'>): Promise<{ build: BuildSystem | null; skipped: Skipped[] }> {
  const text = kind === 'wheel' ? null : await readText('pyproject.toml');
  if (text === null) return { build: null, skipped: [] };
  const build = parsePyproject(text);
  if (build.problem === null) return { build, skipped: [] };
  const reason = `pyproject.toml cannot be read: ${build.problem}`.slice(0, 200);
  return { build, skipped: [{ file: 'pyproject.toml', reason, sizeBytes: text.length }] };
}
