import { posix } from 'node:path';
import { parseRequirementsFile } from '@weir/code';
import { type CodeUnit, pathsIn, placedActions, type Requirement } from '@weir/detectors';
import type { PackageIndex } from '../package-index.ts';
import { ownPaths } from './own-data.ts';
import type { ReadText } from './texts.ts';

/** Requirements files of one distribution, those that name each other included. */
const FILES_MAX = 20;
const TEXT_FILE = /\.(?:txt|in|pip)$/i;
/** A name that says that the file is one. */
const NAMED = /(?:require|constraint|\bdeps?\b|dependenc)/i;
/** Files that developers install from. */
const ASIDE = /dev|test|doc|lint|extra|optional|example/i;

/** What a setup script, and the modules that it imports, read and may be a list of requirements. */
function filesRead({ facts }: CodeUnit): string[] {
  const read = facts.fileActions
    .filter(({ operation }) => operation === 'read')
    .flatMap(({ paths }) => paths);
  const parses = [...facts.apis.keys()].some((name) => /\bparse_requirements$/.test(name));
  const named = parses ? facts.strings.map(({ value }) => value) : [];
  return [...read, ...named].filter((path) => path.length < 256 && TEXT_FILE.test(path));
}

/** What `pip install -r …` of a unit is told to read. */
function filesInstalled({ facts }: CodeUnit): string[] {
  return facts.commands.flatMap((command) =>
    placedActions(command).flatMap(({ action: { kind, argv }, folder }) =>
      kind === 'install-package'
        ? argv.flatMap((word, at) =>
            /^(?:-r|--requirement)$/.test(word) ? pathsIn(folder, argv[at + 1] ?? '') : [],
          )
        : [],
    ),
  );
}

/**
 * What requirements files say that code reads as the distribution is built or loaded, or that its build description
 * names: each line as its own requirement.
 * @param named files that the build description names.
 */
export async function listFiledRequirements(
  index: PackageIndex,
  units: readonly CodeUnit[],
  named: readonly string[],
  readText: ReadText,
): Promise<Requirement[]> {
  const pending = new Set(named.filter((path) => index.has(path)));
  for (const unit of units) {
    if (unit.language !== 'python' || unit.layer !== null) continue;
    const paths = unit.stage === 'install' ? filesRead(unit) : [];
    if (unit.stage === 'install' || unit.stage === 'import') paths.push(...filesInstalled(unit));
    for (const path of paths.flatMap((text) => ownPaths(index, unit, text)))
      if (index.has(path)) pending.add(path);
  }
  const found: Requirement[] = [];
  let left = FILES_MAX;
  // What a file names is read after it.
  for (const file of pending) {
    if (left-- === 0) break;
    const { lines, sure } = parseRequirementsFile((await readText(file)) ?? '');
    if (!sure && !NAMED.test(file)) continue;
    const to = ASIDE.test(file) ? 'extend' : 'run';
    for (const { kind, value, line } of lines) {
      if (kind === 'file') {
        const other = posix.join(posix.dirname(file), value);
        if (index.has(other)) pending.add(other);
      } else found.push({ spec: value, file, line, to: kind === 'index' ? 'index' : to });
    }
  }
  return found;
}
