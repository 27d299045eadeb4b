import { type BuildSystem, parseSetupCfg } from '@weir/code';
import type { BuildCall } from '../graph-types.ts';
import { moduleOf, type Root, type RootParts } from './roots.ts';
import { type Table, tableAt } from './tables.ts';

/** Functions of a build backend that pip calls (PEP 517, 660). */
const BACKEND_HOOKS = [
  'get_requires_for_build_wheel',
  'get_requires_for_build_sdist',
  'get_requires_for_build_editable',
  'prepare_metadata_for_build_wheel',
  'prepare_metadata_for_build_editable',
  'build_wheel',
  'build_sdist',
  'build_editable',
];
/** What a setup script that only says a constant looks like: setuptools and flit read it without importing anything. */
const CONSTANT =
  /^\(?\s*(?:["'][^"'\n]*["']|[\d.]+)(?:\s*,\s*(?:["'][^"'\n]*["']|[\d.]+))*\s*,?\s*\)?\s*(?:#.*)?$/;

/** What runs when a source distribution is built: files, and what is called of them. */
export interface BuildParts {
  readonly roots: readonly Root[];
  readonly calls: readonly BuildCall[];
}

const textAt = (table: Table, key: string): string | null => {
  const value = table[key];
  return typeof value === 'string' ? value : null;
};

/** Files that hatchling loads for hooks of a project's own. */
function hatchHooks({ table }: BuildSystem): string[] {
  const hatch = tableAt(table, 'tool', 'hatch');
  const targets = tableAt(hatch, 'build', 'targets');
  const places = [
    tableAt(hatch, 'build', 'hooks'),
    tableAt(hatch, 'metadata', 'hooks'),
    ...Object.keys(targets).map((name) => tableAt(targets, name, 'hooks')),
  ];
  return places
    .filter((hooks) => 'custom' in hooks)
    .map((hooks) => textAt(tableAt(hooks, 'custom'), 'path') ?? 'hatch_build.py');
}

/** Files that backends run as they are, or load for what they may call of them. */
function hookFiles(build: BuildSystem): string[] {
  const { table } = build;
  const backend = build.backend ?? '';
  const found = hatchHooks(build);
  if (/^pdm\b/.test(backend) || 'pdm' in tableAt(table, 'tool'))
    found.push(textAt(tableAt(table, 'tool', 'pdm', 'build'), 'custom-hook') ?? 'pdm_build.py');
  const version = tableAt(table, 'tool', 'hatch', 'version');
  const path = textAt(version, 'path');
  if (textAt(version, 'source') === 'code' && path !== null) found.push(path);
  return found.map((name) => name.replace(/^(?:\.\/)+/, ''));
}

/** The object that is asked for the version: `module.name`. */
function versionAttribute(build: BuildSystem | null, cfg: ReturnType<typeof parseSetupCfg>): string | null {
  if (cfg.versionAttribute !== null || build === null) return cfg.versionAttribute;
  const dynamic = tableAt(build.table, 'tool', 'setuptools', 'dynamic', 'version');
  const asked = textAt(dynamic, 'attr');
  if (asked !== null) return asked;
  const project = tableAt(build.table, 'project');
  const name = textAt(tableAt(build.table, 'tool', 'flit', 'module'), 'name') ?? textAt(project, 'name');
  const isDynamic = Array.isArray(project.dynamic) && project.dynamic.includes('version');
  return /^flit_core\b/.test(build.backend ?? '') && isDynamic && name !== null
    ? `${name.replaceAll('-', '_')}.__version__`
    : null;
}

/** The module that has to be loaded for the version: of one that says a constant, none. */
async function versionRoots(attribute: string, { modules, readText }: RootParts): Promise<Root[]> {
  const dot = attribute.lastIndexOf('.');
  const [module, name] = [attribute.slice(0, dot), attribute.slice(dot + 1)];
  const file = dot < 0 ? null : modules.resolveWhole('setup.py', module);
  const text = file === null ? null : await readText(file);
  if (file === null || text === null) return [];
  const value = new RegExp(`^${name}[ \\t]*(?::[^=\\n]*)?=(?!=)[ \\t]*(.*)$`, 'm').exec(text)?.[1];
  if (value !== undefined && CONSTANT.test(value.trim())) return [];
  return modules.resolve('setup.py', module).map((path) => ({ path, stage: 'install', script: false }));
}

/** What pip runs of a source distribution when it installs it; nothing of a wheel. */
export async function buildParts(parts: RootParts): Promise<BuildParts> {
  const { kind, modules, build, readText } = parts;
  if (kind === 'wheel') return { roots: [], calls: [] };
  const roots: Root[] = [{ path: 'setup.py', stage: 'install', script: true }];
  const calls: BuildCall[] = [];
  const load = (paths: readonly string[], members: readonly (string | null)[]): void => {
    for (const path of paths) {
      roots.push({ path, stage: 'install', script: false });
      for (const member of members) calls.push({ file: path, member });
    }
  };
  const cfg = parseSetupCfg((await readText('setup.cfg')) ?? '');
  for (const folder of build?.backendPath ?? []) {
    const [module = '', object] = (build?.backend ?? '').split(':');
    const from = `${folder.replace(/\/?$/, '/')}x.py`;
    // Of an object, whatever it has may be a hook.
    load(modules.resolve(from, moduleOf(module)), object === undefined ? BACKEND_HOOKS : [null]);
    if (folder.endsWith('.py')) {
      roots.push({ path: folder, stage: 'install', script: true });
      calls.push({ file: folder, member: 'build' });
    }
  }
  for (const file of build ? hookFiles(build) : []) load([file], [null]);
  for (const name of [...cfg.commandClasses, ...(build?.commandClasses ?? [])]) {
    const [module = '', object] = name.includes(':')
      ? name.split(':')
      : [name.split('.').slice(0, -1).join('.'), name.split('.').at(-1)];
    load(modules.resolve('setup.py', moduleOf(module)), [object?.trim() ?? null]);
  }
  const attribute = versionAttribute(build, cfg);
  if (attribute !== null) roots.push(...(await versionRoots(attribute, parts)));
  return { roots, calls };
}
