import { type Ecosystem, isWheelName } from '@weir/model';

/** What npm and pip look for at the top of a package. */
const NPM_TOP = /^package\.json$/;
const PYTHON_TOP =
  /^(?:setup\.py|setup\.cfg|pyproject\.toml|PKG-INFO|[^/]+\.dist-info\/METADATA|[^/]+\.egg-info\/PKG-INFO)$/;
/** Only built distributions hold these. */
const PYTHON_BUILT = /^(?:PKG-INFO|[^/]+\.dist-info\/METADATA)$/;
const JS = /\.[cm]?js$/i;
const PYTHON = /\.pyw?$/i;
/** Where nothing is listed: npm packs `.tgz`, and source distributions have one of the others. */
const SDIST_NAME = /\.(?:tar\.(?:gz|bz2|xz)|zip)$/i;

/**
 * What a package's files say that it is, when nobody else does: the likelier ecosystem first, both when there is what
 * either would install, so that no file that is added takes code out of sight.
 * @param paths of all members, as the container names them.
 * @param folder whether a folder may lie around the package: not in a directory that a person named.
 */
export function toldEcosystems(
  paths: readonly string[],
  filename: string,
  folder: boolean,
): [Ecosystem, ...Ecosystem[]] {
  if (isWheelName(filename)) return ['pypi'];
  if (paths.length === 0) return [SDIST_NAME.test(filename) ? 'pypi' : 'npm'];
  const tops = paths.flatMap((path) => {
    const clean = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    return folder ? [clean, clean.slice(clean.indexOf('/') + 1)] : [clean];
  });
  const isNpm = tops.some((path) => NPM_TOP.test(path));
  const isPython = tops.some((path) => PYTHON_TOP.test(path));
  if (isNpm && isPython)
    return tops.some((path) => PYTHON_BUILT.test(path)) ? ['pypi', 'npm'] : ['npm', 'pypi'];
  if (isNpm) return ['npm'];
  const isLikePython = paths.some((path) => PYTHON.test(path)) && !paths.some((path) => JS.test(path));
  return [isPython || isLikePython ? 'pypi' : 'npm'];
}
