import type { ImportName } from '@weir/detectors';
import type { PackageIndex } from '../package-index.ts';
import { asideAmong, type DistributionKind, MODULE_SCHEME, TOOLS } from './layout.ts';

/** Import names that are told about; wheels with more have them all in one folder. */
const NAMES_MAX = 200;
const FILES_MAX = 200;
const SOURCES = /^(?:src|lib|python|source)\/(?=[^/]+\/)/;
const DATA = /^[^/]+\.data\/data\//;
const MODULE = /^(?<name>[A-Za-z_]\w*)(?:\.py[cw]?|(?:\.[\w-]+)*\.(?:so|pyd))$/;
const PACKAGE = /^(?<name>[A-Za-z_]\w*)\/(?<rest>.+)$/;
const CODE = /\.(?:pyw?|pyc|so|pyd)$/;

/**
 * Names under which a distribution's modules are imported, each with its module. Of sources, packages and modules that lie
 * where builds take them from; what of them is installed is known once they are built. Pure.
 */
export function importNames(index: PackageIndex, kind: DistributionKind): ImportName[] {
  const found = new Map<string, ImportName>();
  const isAside = asideAmong(index.keys());
  for (const path of index.keys()) {
    const inner = path.replace(kind === 'wheel' ? MODULE_SCHEME : SOURCES, '');
    if (kind === 'sdist' && (isAside(path) || TOOLS.test(inner))) continue;
    if (/^[^/]+\.(?:dist-info|data|egg-info)\//.test(inner) || !CODE.test(inner)) continue;
    const module = MODULE.exec(inner)?.groups?.name;
    if (module !== undefined) found.set(module, { name: module, path, whole: true });
    const { name, rest } = PACKAGE.exec(inner)?.groups ?? {};
    if (name === undefined || rest === undefined) continue;
    const whole = /^__init__\.(?:pyc?|pyw|(?:[\w-]+\.)*(?:so|pyd))$/.test(rest);
    const known = found.get(name);
    if (known === undefined || (whole && !known.whole)) found.set(name, { name, path, whole });
  }
  const names = [...found.values()].filter(({ whole }) => whole || kind === 'wheel');
  return names.slice(0, NAMES_MAX);
}

/** Members that an installer puts below Python's prefix. Pure. */
export function prefixFiles(index: PackageIndex): { readonly path: string; readonly target: string }[] {
  return [...index.keys()]
    .filter((path) => DATA.test(path))
    .slice(0, FILES_MAX)
    .map((path) => ({ path, target: path.replace(DATA, '') }));
}
