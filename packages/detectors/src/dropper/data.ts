import { type FileAction, type Flow, LABEL } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { namedSo, ownFile } from '../lib/own-file.ts';
import { CALLED_CONFIDENCE, commandAt, momentOf } from '../reach.ts';
import { onlyLooks } from './looks.ts';

const ID = 'dropper';
/** Files that hold no code, by their name. */
const DATA_NAME =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|svg|wav|mp3|mp4|ogg|woff2?|ttf|eot|pdf|dat|bin|txt|log|md|css|csv|xml|ya?ml|json|lock|license|map|db)$/i;
/** Archives, and names of what somebody encrypted. */
const PACKED_NAME = /\.(?:zip|tar|tgz|gz|bz2|xz|7z|enc|aes|crypt|encrypted|pak|pck|blob)$/i;
/** Loaders that are given a path, whatever its ending. */
const LOADS_PATH =
  /^(?:importlib\.(?:util\.spec_from_file_location|machinery\.\w+Loader)|imp\.load_(?:source|compiled)|runpy\.run_path)$/;
/** Texts that node takes for code when they are required; bundlers only import them. */
const TEXT_NAME = /\.(?:txt|log|dat|bin|lock|license|csv|bak|tmp)$/i;
const MEDIA_NAME = /\.(?:png|jpe?g|gif|webp|bmp|ico|svg|wav|mp3|mp4|ogg|woff2?|ttf|eot|pdf)$/i;

/** What Python reads in order to run it: sources, settings of a build, templates of versions. */
const SOURCE_NAME = /\.(?:py\w?|pyi|pth|cfg|toml|in|tmpl|j2)$/i;

/** A file that the package holds and that is no source, by the path that Python puts together. */
function isShippedData(input: DetectorInput, unit: CodeUnit, path: string): boolean {
  return (
    unit.language === 'python' && !SOURCE_NAME.test(path) && ownFile(input.files, unit.file, path) !== null
  );
}

/** A path inside the package; Python puts it together from the place of the source. */
function isOwn(unit: CodeUnit, path: string, decoded: boolean): boolean {
  if (unit.language === 'python' && path.startsWith('$UNKNOWN/')) return decoded || MEDIA_NAME.test(path);
  return !/^(?:~|\/|\$)/.test(path);
}

/** A command of Python of several words, some of which the code spells: what is read is one of the others. */
function isOnlyTold(input: DetectorInput, unit: CodeUnit, flow: Flow): boolean {
  if (unit.language !== 'python') return false;
  const command = commandAt(unit, flow);
  if (command && onlyLooks(command)) return true;
  if (momentOf(input, unit, flow) !== 'called') return false;
  const argv = command?.argv ?? [];
  return (
    argv.length > 1 &&
    !/^(?:\S*\/)?(?:python[\d.]*|node|(?:ba|z|da)?sh|cmd|powershell)(?:\.exe)?$/i.test(argv[0] ?? '')
  );
}

/** A file of that name is in the package, as far as the name is known. */
function isHeld({ files }: DetectorInput, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('$') || namedSo(files, name).length > 0;
}

/** The code wrote the file itself, and not from what a server said: of that, downloads tell. */
const isMade = ({ labels }: Flow): boolean =>
  (labels & LABEL.dropped) !== 0 && (labels & LABEL.network) === 0;

/** A file of the package's own that is no module by its name, and is loaded as one. */
export function loadedData(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'python') return [];
  return unit.facts.flow.flows.flatMap((flow) => {
    if (flow.sink !== 'load' || !LOADS_PATH.test(flow.sinkName)) return [];
    const path = flow.targets
      .map(({ text }) => text)
      .find((text) => (DATA_NAME.test(text) || PACKED_NAME.test(text)) && isOwn(unit, text, true));
    const isCalled = momentOf(input, unit, flow) === 'called';
    // Of several names that a caller decides between, one may be of data, which goes another way.
    if (path === undefined || (isCalled && !isHeld(input, path) && !isMade(flow))) return [];
    return [
      unitFinding(ID, unit, flow, {
        rule: 'code-from-data',
        severity: 'high',
        confidence: isCalled ? 0.6 : 0.85,
        summary: `${path} is loaded as code by ${flow.sinkName}, whatever its name says`,
        chain: [path, flow.sinkName],
      }),
    ];
  });
}

const HIDDEN = LABEL.decoded | LABEL.dropped;

/** What all modules of JavaScript of a release read, gone through once for all that ask. */
const readsOfAll = new WeakMap<DetectorInput['units'], readonly FileAction[]>();

/** A file whose name is known is in the package. */
function isShipped({ files }: DetectorInput, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.includes('$') && namedSo(files, name).length > 0;
}

/**
 * What a unit reads; of JavaScript that reads nothing, which files of the package other modules read and may give it: what
 * a program wrote before is its own.
 */
function readsBehind(input: DetectorInput, unit: CodeUnit): readonly FileAction[] {
  const own = unit.facts.fileActions.filter(({ operation }) => operation === 'read');
  if (own.length > 0 || unit.language !== 'js' || isBundle(unit)) return own;
  // That what is run came out of a file is known of the flow.
  const { units } = input;
  const known =
    readsOfAll.get(units) ??
    units
      .filter((other) => other.layer === null && other.stage !== 'dead' && other.language === 'js')
      .flatMap(({ facts }) => facts.fileActions)
      .filter(({ operation, paths }) => operation === 'read' && paths.some((path) => isShipped(input, path)))
      .map((action) => ({ ...action, paths: action.paths.filter((path) => isShipped(input, path)) }));
  readsOfAll.set(units, known);
  return known;
}

/** The package's own data file, read and run as code. */
export function codeFromData(input: DetectorInput, unit: CodeUnit): Finding[] {
  const found: Finding[] = [];
  // Text comes out of a program in no other way.
  const readsSections = unit.facts.apis.has('WebAssembly.Module.customSections');
  let reads: readonly FileAction[] | undefined;
  for (const flow of unit.facts.flow.flows) {
    const runs =
      flow.sink === 'code' ||
      // Stored in another form than it had, and imported from there.
      (flow.sink === 'load' && unit.language === 'python' && (flow.labels & HIDDEN) === HIDDEN) ||
      (flow.sink === 'command' &&
        ((flow.labels & (LABEL.decoded | LABEL.dropped)) !== 0 || unit.language === 'python'));
    if (!runs || (flow.labels & LABEL.file) === 0 || isOnlyTold(input, unit, flow)) continue;
    const decoded = (flow.labels & (LABEL.decoded | LABEL.decodedConst)) !== 0;
    reads ??= readsBehind(input, unit);
    const path = reads
      .flatMap((action) => action.paths)
      .find(
        (item) =>
          (DATA_NAME.test(item) && isOwn(unit, item, decoded)) ||
          (readsSections && item.endsWith('.wasm') && isOwn(unit, item, decoded)) ||
          (unit.language === 'python' && PACKED_NAME.test(item) && isOwn(unit, item, true)) ||
          // What was decoded after it was read is code under any name.
          (decoded && flow.sink === 'code' && isShippedData(input, unit, item)),
      );
    if (path === undefined) continue;
    const moment = momentOf(input, unit, flow);
    const odd = MEDIA_NAME.test(path) || PACKED_NAME.test(path) || decoded || path.endsWith('.wasm');
    // A command has many words: one that was read somewhere is no program, unless a picture or sound held it.
    const isFile = decoded || (flow.labels & LABEL.dropped) !== 0;
    if (flow.sink === 'command' && !isFile && !MEDIA_NAME.test(path)) continue;
    // Python reads versions, tables and grammars with `exec` and `eval`.
    const plain = unit.language === 'python' && !odd;
    // Which of them it was is not known: a source that is read beside it is what is run, as versions are in `setup.py`.
    if ((plain || !isFile) && reads.some(({ paths }) => paths.some((item) => SOURCE_NAME.test(item))))
      continue;
    found.push(
      unitFinding(ID, unit, flow, {
        rule: 'code-from-data',
        severity: plain || (moment === 'called' && unit.language !== 'python' && !odd) ? 'low' : 'high',
        confidence: odd ? (moment === 'called' ? CALLED_CONFIDENCE : 0.95) : 0.7,
        summary: `the content of ${path} is run by ${flow.sinkName}`,
        chain: [path, flow.sinkName],
      }),
    );
  }
  for (const item of unit.facts.imports) {
    if (item.kind === 'lookup') continue;
    const path = input.resolve(unit.file, item.specifier);
    const format = path === null ? undefined : input.files.get(path)?.format;
    const media =
      path !== null &&
      ((MEDIA_NAME.test(path) && !/\.svg$/i.test(path)) || (item.kind === 'require' && TEXT_NAME.test(path)));
    if (path === null || !media || (format !== 'text' && format !== 'script')) continue;
    found.push(
      unitFinding(ID, unit, item, {
        rule: 'code-from-data',
        severity: 'high',
        confidence: 0.9,
        summary: `${path} is loaded as code: it is text, whatever its name says`,
        chain: [`require(${item.specifier.slice(0, 80)})`],
      }),
    );
  }
  return found;
}
