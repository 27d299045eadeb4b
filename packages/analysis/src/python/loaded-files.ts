import { basename } from 'node:path/posix';
import type { CodeUnit } from '@weir/detectors';
import type { PackageIndex } from '../package-index.ts';
import { ownPaths } from './own-data.ts';

/** Functions that run a file as Python, whatever it is called. */
const LOADS =
  /^(?:runpy\.run_path|execfile|imp\.load_(?:source|compiled|module)|importlib\.(?:util\.spec_from_file_location|machinery\.Source(?:less)?FileLoader))(?:$|[.(])/;
/** Data that such code may name as well, and that is no code under any name. */
const DATA =
  /\.(?:json|ya?ml|toml|cfg|ini|csv|tsv|xml|html?|css|js|md|rst|txt|png|jpe?g|gif|svg|ico|so|pyd|dll|dylib|zip|whl|egg|gz|tar)$/i;
/** What loaders of other kinds than those of Python's source take. */
const BINARY = /\.(?:so|pyd|dll|dylib|zip|whl|egg|gz|tar)$/i;
/** Files that one unit loads. */
const FILES_MAX = 20;

/** Interpreters of Python, and words that may stand between one and the file that it runs. */
const PYTHON = /^(?:\S*[\\/])?pythonw?[\d.]*(?:\.exe)?$/i;
const OPTION = /^-(?![cm]$)/;

/** The word of a command that is the file which Python runs, whatever it is called; null for other commands. */
export function pythonFile(argv: readonly string[]): string | null {
  if (!PYTHON.test(argv[0] ?? '')) return null;
  const word = argv.slice(1).find((text) => !OPTION.test(text));
  return word === undefined || word.startsWith('-') ? null : word;
}

/** Files of the package that a unit runs by their path, or names where it says that it runs one, other than modules. */
export function loadedFiles(unit: CodeUnit, index: PackageIndex): string[] {
  const { facts } = unit;
  if (![...facts.apis.keys()].some((name) => LOADS.test(name))) return [];
  const given = facts.flow.flows
    .filter(({ sink, sinkName }) => sink === 'load' && LOADS.test(sinkName))
    .flatMap(({ targets }) => targets.flatMap(({ text }) => ownPaths(index, unit, text)))
    .filter((path) => index.has(path) && !BINARY.test(path));
  const named = new Set(
    facts.strings.flatMap(({ value }) =>
      value.length < 512 && /\w\.\w/.test(value) ? [basename(value.replaceAll('\\', '/'))] : [],
    ),
  );
  const meant = [...index.keys()].filter((path) => named.has(basename(path)) && !DATA.test(path));
  return [...new Set([...given, ...meant])].slice(0, FILES_MAX);
}
