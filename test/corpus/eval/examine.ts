import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyzeArtifact,
  createMemoryView,
  createProcessorClock,
  createYaraScanner,
  hasOuterFolder,
  type Layout,
  layoutOf,
  lookAgain,
  TIERS,
} from '@weir/analysis/in-process';
import { memorySource, openSource } from '@weir/archive';
import { createLikeness, DETECTORS, type Detector, type LikenessModel, noteFeatures } from '@weir/detectors';
import {
  type AnalysisResult,
  type ArtifactView,
  formatPurl,
  type Layer,
  type Location,
  normalizeName,
  type ReleaseContext,
} from '@weir/model';
import { BLIND_NAME, type NamedFile } from './blind.ts';
import { blindView } from './blind-view.ts';
import { type CodeSketch, sketchCode } from './code-sketch.ts';
import type {
  Examined,
  ExamineTask,
  FeaturesTask,
  Judged,
  Mode,
  Other,
  Reworked,
  ReworkTask,
  Witness,
  WitnessTask,
} from './outcome.ts';
import { reworkFiles } from './rework.ts';
import { compareLines } from './witness.ts';

const SKIPPED_SHOWN = 5;
const FINDINGS_KEPT = 60;
const yara = createYaraScanner();
/** What budgets count in, as in a child of the product's pool. */
const budgetMs = createProcessorClock();

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const NO_ARTIFACT = { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} };

/** Names as a registry would give them; what it says besides is not in the sets. */
function contextOf({ name, version }: Pick<ExamineTask, 'name' | 'version'>): ReleaseContext {
  const normal = normalizeName('pypi', name);
  const purl = formatPurl('pypi', name, version);
  const release = {
    registry: 'pypi',
    ecosystem: 'pypi',
    name: normal,
    displayName: name,
    version,
    purl,
  } as const;
  return { release, facts: null, dependencies: [] };
}

async function open(task: Pick<ExamineTask, 'bytes' | 'filename'>): Promise<ArtifactView> {
  return openSource(memorySource(task.bytes), { filename: task.filename, clock: { now: budgetMs } });
}

/** The line of the file itself: of a decoded layer, where it was decoded; null where the result does not hold it. */
function lineInFile(location: Location | null, layers: readonly Layer[]): number | null {
  if (location === null || location.layer === null) return location?.line ?? null;
  const layer = layers.find(({ file, sha256 }) => file === location.file && sha256 === location.layerSha256);
  return layer?.line ?? null;
}

/** Likeness as models tell it that have not seen the archives of their fold. */
const FOLD_LIKENESS = (
  JSON.parse(readFileSync(join(import.meta.dirname, 'likeness-folds.json'), 'utf8')) as LikenessModel[]
).map(createLikeness);

/** The detectors for an archive of a fold; of none: those that are shipped. */
function detectorsOf(fold: number | null): readonly Detector[] {
  const unseen = fold === null ? undefined : FOLD_LIKENESS[fold];
  if (unseen === undefined) return DETECTORS;
  return DETECTORS.map((detector) => (detector.id === unseen.id ? unseen : detector));
}

async function judge(
  view: ArtifactView,
  request: Parameters<typeof analyzeArtifact>[1],
  layout: Layout,
  startedMs: number,
  fold: number | null,
): Promise<Judged> {
  const look = (tier: keyof typeof TIERS) => (): Promise<AnalysisResult> =>
    analyzeArtifact(view, request, {
      layout,
      artifact: NO_ARTIFACT,
      rulesetVersion: 'eval',
      detectors: detectorsOf(fold),
      budget: TIERS[tier].analysis,
      now: () => performance.now(),
      spentMs: budgetMs,
      yara,
    });
  // What the slow lane and `weir scan` end with.
  const result = await lookAgain(look('live'), look('slow'));
  return {
    judgement: result.judgement,
    findings: result.findings
      .slice(0, FINDINGS_KEPT)
      .map(({ detector, rule, kind, severity, stage, confidence, class: named, summary, location }) => ({
        detector,
        rule,
        kind,
        severity,
        stage,
        confidence,
        class: named,
        summary,
        file: location?.file ?? null,
        line: lineInFile(location, result.layers ?? []),
      })),
    skipped: result.skipped.slice(0, SKIPPED_SHOWN).map(({ file, reason }) => `${file}: ${reason}`),
    cpuMs: processorMs() - startedMs,
  };
}

const BLIND_REQUEST = { ecosystem: 'pypi', filename: BLIND_NAME, context: null } as const;

/** Whether an archive's files lie in one folder that is not the distribution's. */
function hasTopFolder({ entries }: ArtifactView, filename: string): boolean {
  const paths = entries.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  return hasOuterFolder(layoutOf('pypi', filename), paths);
}

async function judgeBlind(task: ExamineTask): Promise<Judged> {
  await using opened = await open(task);
  await using view = await blindView(opened, task.name, hasTopFolder(opened, task.filename));
  // Awaited here: the views are closed when this function returns.
  return await judge(view, BLIND_REQUEST, 'directory', processorMs(), task.fold);
}

async function judgeFull(task: ExamineTask): Promise<Judged> {
  const startedMs = processorMs();
  await using view = await open(task);
  const request = { ecosystem: 'pypi', filename: task.filename, context: contextOf(task) } as const;
  return await judge(view, request, layoutOf('pypi', task.filename), startedMs, task.fold);
}

async function sketch(task: Pick<ExamineTask, 'bytes' | 'filename'>): Promise<CodeSketch> {
  await using view = await open(task);
  const files: NamedFile[] = [];
  let isWhole = view.complete;
  for (const { kind, path, index, unread } of view.entries) {
    if (kind !== 'file' || unread !== undefined) continue;
    try {
      files.push({ path, bytes: path.endsWith('.py') ? await view.read(index) : new Uint8Array() });
    } catch {
      // What cannot be read is told by the analysis; a sketch goes by the rest.
      isWhole = false;
    }
  }
  return sketchCode(files, isWhole);
}

/** Judges an archive in each mode that is asked for, in this process and in memory. */
export async function examine(task: ExamineTask): Promise<Examined> {
  const judges: Record<Mode, (task: ExamineTask) => Promise<Judged>> = { blind: judgeBlind, full: judgeFull };
  const modes: Partial<Record<Mode, Judged>> = {};
  for (const mode of task.modes) modes[mode] = await judges[mode](task);
  return { modes, sketch: await sketch(task) };
}

interface Blinded {
  readonly files: readonly NamedFile[];
  readonly problems: ArtifactView['problems'];
  readonly complete: boolean;
}

/** The files of an archive as the blind analysis sees them. */
async function readBlind(other: Other): Promise<Blinded> {
  await using opened = await open(other);
  await using view = await blindView(opened, other.name, hasTopFolder(opened, other.filename));
  const files: NamedFile[] = [];
  for (const { kind, path, index } of view.entries) {
    if (kind === 'file') files.push({ path, bytes: await view.read(index) });
  }
  return { files, problems: view.problems, complete: view.complete };
}

const METADATA = /(?:^|\/)(?:METADATA|PKG-INFO|RECORD|SOURCES\.txt|WHEEL)$/;

/** Judges an archive blind when its files were written anew, in this process and in memory. */
export async function examineRework(task: ReworkTask): Promise<Reworked> {
  const { files, problems, complete } = await readBlind(task);
  const host = task.host === null ? [] : (await readBlind(task.host)).files;
  const made = reworkFiles(
    files,
    task.rework,
    host.filter(({ path }) => !METADATA.test(path)),
  );
  if (!made) return { judged: null, planted: null };
  const memory = createMemoryView(Object.fromEntries(made.files.map(({ path, bytes }) => [path, bytes])));
  const judged = await judge(
    { ...memory, problems, complete },
    BLIND_REQUEST,
    'directory',
    processorMs(),
    task.fold,
  );
  return { judged, planted: made.planted };
}

/** Looks where a finding's line lies, by a benign original of the archive. */
export async function examineWitness(task: WitnessTask): Promise<Witness> {
  const [own, original] = [await readBlind(task), await readBlind(task.original)];
  return compareLines(own.files, original.files, task.file, task.line);
}

/**
 * Tells the facts that the model of likeness is fitted to, blind, without a look at what any detector finds; none of an
 * archive without code.
 */
export async function examineFeatures(task: FeaturesTask): Promise<readonly string[]> {
  if ((await sketch(task)).codeFree) return [];
  await using opened = await open(task);
  await using view = await blindView(opened, task.name, hasTopFolder(opened, task.filename));
  const features = new Set<string>();
  const listener: Detector = {
    id: 'listener',
    title: 'Tells what the model may weigh',
    rules: [],
    detect(input) {
      noteFeatures(input, (kind, name) => features.add(`${kind}:${name}`));
      return [];
    },
  };
  await analyzeArtifact(view, BLIND_REQUEST, {
    layout: 'directory',
    artifact: NO_ARTIFACT,
    rulesetVersion: 'eval',
    detectors: [listener],
    now: () => performance.now(),
    spentMs: budgetMs,
  });
  return [...features].toSorted();
}
