import { type PackageManifest, parseManifest } from '@weir/code';
import {
  type CodeUnit,
  type Detector,
  type DetectorInput,
  type HookCommand,
  type PackageFile,
  runDetectors,
} from '@weir/detectors';
import type { ArtifactView, Finding, ReleaseContext, Stage } from '@weir/model';
import type { EntryGraph } from './entry-graph.ts';
import { finerPieces } from './excerpts.ts';
import { hookPieces } from './hook-pieces.ts';
import type { AnalysisBudget } from './limits.ts';
import type { PackageIndex } from './package-index.ts';
import { createUnits } from './units.ts';
import { scanUnread, type UnreadFile } from './unread-scan.ts';

/** Files that may hold code, where nothing says which of them run. */
const CODE_FILE = /\.(?:[cm]?[jt]sx?|es6|sh|bash|zsh|command)$|^[^.]*$/i;

/** What the closer look at what budgets left unread gave. */
export interface LookThrough {
  readonly findings: readonly Finding[];
  /** False when even this pass left something unread. */
  readonly complete: boolean;
}

const EMPTY_MANIFEST: PackageManifest = emptyManifest();

function emptyManifest(): PackageManifest {
  const parsed = parseManifest('{}');
  if (parsed.kind !== 'manifest') throw new TypeError('an empty object is a manifest');
  return parsed.manifest;
}

/** Readable files of the package that the analysis did not read as a whole although something reaches them. */
export function unreadFiles(
  view: ArtifactView,
  index: PackageIndex,
  graph: EntryGraph | null,
  all: boolean,
): readonly UnreadFile[] {
  const found = new Map<string, UnreadFile>();
  function add(path: string, stage: Stage): void {
    const entry = index.get(path);
    if (!entry || entry.unread !== undefined || found.has(path)) return;
    found.set(path, { path, stage, open: () => view.open(entry.index) });
  }
  const stageOf = (path: string): Stage => graph?.files.get(path)?.stage ?? 'import';
  for (const { file } of graph?.skipped ?? []) add(file, stageOf(file));
  for (const { file, origin, stage, facts } of graph?.units ?? []) {
    if (origin === null && !facts.complete && facts.problem !== 'syntax') add(file, stage);
  }
  if (graph === null) add('package.json', 'install');
  if (graph === null || all) {
    for (const path of index.keys()) {
      const stage = stageOf(path);
      if (CODE_FILE.test(path)) add(path, stage === 'dead' ? 'import' : stage);
    }
  }
  return [...found.values()];
}

/** A command that was not wholly parsed, and that something runs. */
export function isUnreadHook({ complete, stage }: HookCommand): boolean {
  return !complete && stage !== 'dead';
}

function sameFinding(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.location?.file === b.location?.file && a.location?.line === b.location?.line;
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
    readonly manifest: PackageManifest | null;
    readonly context: ReleaseContext | null;
    readonly files: readonly UnreadFile[];
    /** What is told already. */
    readonly known: readonly Finding[];
  },
  options: {
    readonly budget: AnalysisBudget;
    readonly detectors: readonly Detector[];
    readonly now: () => number;
  },
): Promise<LookThrough> {
  const { index, graph, files } = subject;
  const { budget, detectors, now } = options;
  const hooked = graph === null || graph.hooks.some(({ stage }) => stage === 'install');
  const stage: Stage = hooked ? 'install' : 'import';
  const scan = await scanUnread(view, { files, stage, budget: budget.unread, now });
  let complete = scan.complete;
  const units: CodeUnit[] = [];
  const startedMs = now();
  for (const { file, stage: fileStage, text, line } of scan.excerpts) {
    if (now() - startedMs > budget.unread.excerptMsMax) {
      complete = false;
      break;
    }
    const typescript = file !== null && /\.[cm]?tsx?$/i.test(file);
    const source = { file: file ?? '(unread)', layer: null, stage: fileStage, typescript };
    const read = createUnits({ ...source, text, firstLine: line });
    // Where nesting keeps a piece from being read, the lines around it can still be.
    const nested = read[0]?.facts.problem === 'nesting';
    const parts = nested
      ? finerPieces(text, line).flatMap((piece) => createUnits({ ...source, ...piece }))
      : [];
    units.push(...read, ...parts);
  }
  const cut = graph?.hooks.filter(isUnreadHook).flatMap(hookPieces) ?? [];
  if (cut.some((hook) => !hook.complete)) complete = false;
  const hooks = [...scan.hooks, ...cut];
  const input: DetectorInput = {
    manifest: subject.manifest ?? EMPTY_MANIFEST,
    context: subject.context,
    files: graph?.files ?? filesOf(index),
    units,
    hooks,
    resolve: graph?.resolve ?? (() => null),
    runsAtInstall: (unit) => unit.stage === 'install',
  };
  const run = runDetectors(detectors, input, now, budget.detectorMsMax);
  // Pieces overlap, and some of them were read as a whole before.
  const told = [...subject.known];
  for (const finding of run.findings) {
    if (!told.some((other) => sameFinding(finding, other))) told.push(finding);
  }
  const fresh = told.slice(subject.known.length);
  return { findings: [...scan.findings, ...fresh], complete: complete && run.failed.length === 0 };
}

function filesOf(index: PackageIndex): ReadonlyMap<string, PackageFile> {
  return new Map(
    [...index].map(([path, { sizeBytes }]) => [
      path,
      { path, sizeBytes, stage: 'import', format: 'unknown' } satisfies PackageFile,
    ]),
  );
}
