import { DEFAULT_BUDGET } from '@weir/archive';
import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';
import {
  type CodeUnit,
  type Detector,
  type DetectorInput,
  type HookCommand,
  type PackageFile,
  runDetectors,
} from '@weir/detectors';
import type { ArtifactView, Finding, Stage } from '@weir/model';
import { pointsOf } from '@weir/scoring';
import type { EntryGraph } from './entry-graph.ts';
import { finerPieces, type TextLanguage } from './excerpts.ts';
import { hookPieces } from './hook-pieces.ts';
import type { AnalysisBudget } from './limits.ts';
import type { PackageIndex } from './package-index.ts';
import { createUnits, followGlue, type UnitSource } from './units.ts';
import { scanUnread, UNKNOWN_FILE, type UnreadFile } from './unread-scan.ts';
import type { YaraScanner } from './yara/scanner.ts';

/** Files that may hold code, where nothing says which of them run; shell files run only when something names them. */
const CODE_FILE: Readonly<Record<TextLanguage, RegExp>> = {
  js: /\.(?:[cm]?[jt]sx?|es6)$|^[^.]*$/i,
  python: /\.(?:pyw?|pth)$/i,
};
/** What runs at install, where nothing could be followed. */
const FIRST_FILE: Readonly<Record<TextLanguage, string>> = { js: 'package.json', python: 'setup.py' };

/** Files whose paths were cut that are looked through. */
const CUT_PATHS_MAX = 100;
/** How the entry graph says that it followed no further file. */
const RELEASE_IS_SPENT = /^(?:source|file|time) budget of the release is spent/;

/** What the closer look at what budgets left unread gave. */
export interface LookThrough {
  readonly findings: readonly Finding[];
  /** What could be recovered of members that were not listed, by path. */
  readonly members: ReadonlyMap<string, Uint8Array>;
  /** False when even this pass left something unread. */
  readonly complete: boolean;
}

function emptyManifest(): PackageManifest {
  const parsed = parseManifest('{}');
  if (parsed.kind !== 'manifest') throw new TypeError('an empty object is a manifest');
  return parsed.manifest;
}

/** When bytes may run of which nothing is known: at install where anything does. */
function stageOfUnknown(graph: EntryGraph | null): Stage {
  return graph === null || graph.hooks.some(({ stage }) => stage === 'install') ? 'install' : 'import';
}

async function* inOnePiece(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/**
 * Readable files of the package, and texts decoded from them, that the analysis did not read as a whole although something reaches them.
 * @param isInstalled false for files that no installation has: an import cannot reach them.
 * @param all which of the files that nothing is known to reach may be reached all the same: `named` by what a cap left
 *   out of the manifest, `unparsed` because no file was parsed.
 */
export function unreadFiles(
  view: ArtifactView,
  index: PackageIndex,
  graph: EntryGraph | null,
  all: 'none' | 'named' | 'unparsed',
  language: TextLanguage = 'js',
  isInstalled: (path: string) => boolean = () => true,
): readonly UnreadFile[] {
  const found = new Map<string, UnreadFile>();
  function add(path: string, stage: Stage): void {
    const entry = index.get(path);
    if (!entry || entry.unread !== undefined || found.has(path)) return;
    found.set(path, { path, stage, open: () => view.open(entry.index) });
  }
  const stageOf = (path: string): Stage => graph?.files.get(path)?.stage ?? 'import';
  // What the first file that was left unread leads to is unknown: it may be any of the rest.
  const end = graph?.skipped.find(({ reason }) => RELEASE_IS_SPENT.test(reason));
  const restStage =
    all === 'unparsed' ? stageOfUnknown(graph) : end && all === 'none' ? stageOf(end.file) : 'use';
  for (const { file } of graph?.skipped ?? []) add(file, stageOf(file));
  for (const { file, origin, stage, facts } of graph?.units ?? []) {
    if (origin === null && !facts.complete && facts.problem !== 'syntax') add(file, stage);
  }
  const layers = (graph?.units ?? []).flatMap(({ file, stage, unreadLayers }) =>
    (unreadLayers?.texts ?? []).map((text) => ({ path: file, stage, open: () => inOnePiece(text) })),
  );
  if (graph === null) add(FIRST_FILE[language], 'install');
  // Nothing that names a file under a cut path finds it.
  if (view.problems.some(({ code }) => code === 'budget-path')) {
    const cut = [...index].filter(([, entry]) => entry.path.length >= DEFAULT_BUDGET.pathCharsMax);
    for (const [path] of cut.slice(0, CUT_PATHS_MAX)) add(path, stageOfUnknown(graph));
  }
  if (graph === null || all !== 'none' || end) {
    for (const path of index.keys()) {
      const stage = stageOf(path);
      if (restStage !== 'install' && !isInstalled(path)) continue;
      if (CODE_FILE[language].test(path) && (stage === 'dead' || all !== 'none' || graph === null)) {
        add(path, stage === 'dead' ? restStage : stage);
      }
    }
  }
  return [...found.values(), ...layers];
}

function isTypescript(path: string): boolean {
  return /\.[cm]?tsx?$/i.test(path);
}

/** How a piece of a file is read. What runs at install is a program in Python: its main block runs. */
function sourceOf(file: string, stage: Stage, language: TextLanguage): Omit<UnitSource, 'text'> {
  const shared = { file, layer: null, stage, language };
  return language === 'python'
    ? { ...shared, script: stage === 'install' }
    : { ...shared, typescript: isTypescript(file) };
}

/** Marked in place: layers know the unit around them by identity. */
function asPiece(unit: CodeUnit): CodeUnit {
  return Object.assign(unit, { piece: true as const });
}

/** A command that was not wholly parsed, and that something runs. */
export function isUnreadHook({ complete, stage }: HookCommand): boolean {
  return !complete && stage !== 'dead';
}

function keyOf({ rule, location }: Finding): string {
  return `${rule}\0${location?.file}\0${location?.line}`;
}

/**
 * The linear pass of design rule 4 over everything that budgets left unread, followed by the detectors over those
 * pieces that hold words which attacks need: a payload behind padding, in a broken container or in the last of too
 * many files is seen as it would be in the open.
 */
export async function lookThrough(
  view: ArtifactView,
  subject: {
    readonly index: PackageIndex;
    readonly graph: EntryGraph | null;
    /** What the detectors were given; null when the manifest could not be read. */
    readonly seen: DetectorInput | null;
    readonly files: readonly UnreadFile[];
    /** What is told already. */
    readonly known: readonly Finding[];
  },
  options: {
    readonly budget: AnalysisBudget;
    readonly detectors: readonly Detector[];
    readonly yara: YaraScanner | null;
    /** What texts are taken for; JavaScript when absent. */
    readonly language?: TextLanguage;
    readonly now: () => number;
  },
): Promise<LookThrough> {
  const { index, graph, files } = subject;
  const { budget, detectors, yara, language = 'js', now } = options;
  const stage = stageOfUnknown(graph);
  const scan = await scanUnread(view, { files, stage, language, budget: budget.unread, yara, now });
  let complete = scan.complete;
  const units: CodeUnit[] = [];
  const startedMs = now();
  for (const { file, stage: fileStage, text, line } of scan.excerpts) {
    if (now() - startedMs > budget.unread.excerptMsMax) {
      complete = false;
      break;
    }
    const path = file ?? UNKNOWN_FILE;
    const source = sourceOf(path, fileStage, language);
    const read = createUnits({ ...source, text, firstLine: line });
    // Where nesting, costly constants, or a text that begins in its middle keep a piece from being wholly read, parts
    // of it can still be.
    const broken = read[0]?.facts.complete !== true;
    const parts = broken
      ? finerPieces(text, line, language).flatMap((piece) => createUnits({ ...source, ...piece }))
      : [];
    units.push(...[...read, ...parts].map(asPiece));
  }
  const cut = graph?.hooks.filter(isUnreadHook).flatMap(hookPieces) ?? [];
  if (cut.some((hook) => !hook.complete)) complete = false;
  const hooks = [...scan.hooks, ...cut];
  const seen = subject.seen ?? unseen(index);
  const isSpent = (): boolean => now() - startedMs > budget.unread.excerptMsMax;
  if (
    !(await followPieces(view, index, seen, units, {
      charsMax: budget.unread.excerptCharsMax,
      isSpent,
      language,
    }))
  ) {
    complete = false;
  }
  const pieces = new Set(units);
  const all = [...seen.units, ...units];
  followGlue(all, (fromFile, specifier) => subject.graph?.resolveAll(fromFile, specifier) ?? []);
  const input: DetectorInput = {
    ...seen,
    // What one file gathers another may send.
    units: all,
    hooks,
    hits: [...seen.hits, ...scan.hits],
    runsAtInstall: (unit, offset) =>
      pieces.has(unit) ? unit.stage === 'install' : seen.runsAtInstall(unit, offset),
  };
  const run = runDetectors(detectors, input, now, budget.detectorMsMax);
  // Pieces overlap, and some of them were read as a whole before.
  const told = new Map(subject.known.map((finding) => [keyOf(finding), finding]));
  const fresh: Finding[] = [];
  for (const finding of run.findings) {
    const before = told.get(keyOf(finding));
    if (before && pointsOf(before) >= pointsOf(finding)) continue;
    told.set(keyOf(finding), finding);
    fresh.push(finding);
  }
  return {
    findings: [...scan.findings, ...fresh],
    members: scan.members,
    complete: complete && run.failed.length === 0,
  };
}

/**
 * Adds the files that pieces import and that nothing else led to, and what those import; false when a budget ended it.
 */
async function followPieces(
  view: ArtifactView,
  index: PackageIndex,
  { units: known, resolve }: DetectorInput,
  units: CodeUnit[],
  budget: { readonly charsMax: number; readonly isSpent: () => boolean; readonly language: TextLanguage },
): Promise<boolean> {
  const files = new Set([...known, ...units].map(({ file }) => file));
  let leftChars = budget.charsMax;
  // Units that are added while it runs are followed as well.
  for (const { file, stage, facts } of units) {
    for (const { specifier } of facts.imports) {
      const path = resolve(file, specifier);
      const entry = path === null ? undefined : index.get(path);
      if (path === null || !entry || entry.unread !== undefined || files.has(path)) continue;
      leftChars -= entry.sizeBytes;
      if (leftChars < 0 || budget.isSpent()) return false;
      files.add(path);
      const text = decodeSource(await view.read(entry.index));
      units.push(...createUnits({ ...sourceOf(path, stage, budget.language), text }));
    }
  }
  return true;
}

/** What detectors are given of a package whose manifest nobody could read: it must not look like another's. */
function unseen(index: PackageIndex): DetectorInput {
  const files = [...index].map(
    ([path, { sizeBytes }]) =>
      [
        path,
        { path, sizeBytes, stage: 'import', format: 'unknown', browserOnly: false } satisfies PackageFile,
      ] as const,
  );
  return {
    manifest: emptyManifest(),
    context: null,
    files: new Map(files),
    units: [],
    hooks: [],
    hits: [],
    edges: [],
    shadows: [],
    resolve: () => null,
    runsAtInstall: (unit) => unit.stage === 'install',
    runsAtImport: (unit) => unit.stage === 'import',
  };
}
