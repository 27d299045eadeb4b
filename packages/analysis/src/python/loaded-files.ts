import { basename } from 'node:path/posix';
import type { CodeUnit } from '@weir/detectors';
import type { PackageIndex } from '../package-index.ts';

/** Functions that run a file as Python, whatever it is called. */
const LOADS =
  /^(?:runpy\.run_path|execfile|imp\.load_(?:source|compiled|module)|importlib\.(?:util\.spec_from_file_location|machinery\.Source(?:less)?FileLoader))(?:$|[.(])/;
/** Data that such code may name as well, and that is no code under any name. */
const DATA =
  /\.(?:json|ya?ml|toml|cfg|ini|csv|tsv|xml|html?|css|js|md|rst|txt|png|jpe?g|gif|svg|ico|so|pyd|dll|dylib|zip|whl|egg|gz|tar)$/i;
/** Files that one unit loads. */
const FILES_MAX = 20;

/** Files of the package that a unit names where it says that it runs one, other than modules. */
export function loadedFiles({ facts }: CodeUnit, index: PackageIndex): string[] {
  if (![...facts.apis.keys()].some((name) => LOADS.test(name))) return [];
  const named = new Set(
    facts.strings.flatMap(({ value }) =>
      value.length < 512 && /\w\.\w/.test(value) ? [basename(value.replaceAll('\\', '/'))] : [],
    ),
  );
  return [...index.keys()]
    .filter((path) => named.has(basename(path)) && !DATA.test(path))
    .slice(0, FILES_MAX);
}
