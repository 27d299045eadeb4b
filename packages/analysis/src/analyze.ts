import { decodeSource, type PackageManifest, parseManifest } from '@weir/code';
import { DETECTORS, type Detector, runDetectors } from '@weir/detectors';
import {
  type AnalysisResult,
  type Artifact,
  type ArtifactEntry,
  type ArtifactView,
  describeError,
  type Finding,
  type Skipped,
  safeText,
} from '@weir/model';
import { judge, pointsOf } from '@weir/scoring';
import type { AnalysisRequest } from './api.ts';
import { capabilitiesOf } from './capabilities.ts';
import { reportContainer } from './container-findings.ts';
import { buildEntryGraph, type EntryGraph } from './entry-graph.ts';
import { importReach } from './import-reach.ts';
import { installReach } from './install-reach.ts';
import {
  type AnalysisBudget,
  DEFAULT_ANALYSIS_BUDGET,
  FINDINGS_MAX,
  MANIFEST_BYTES_MAX,
  SKIPPED_MAX,
} from './limits.ts';
import { analysisFinding } from './own-findings.ts';
import { indexPackage, type Layout, type PackageIndex } from './package-index.ts';
import { scanUnread } from './unread-scan.ts';

export interface AnalyzeOptions {
  readonly layout: Layout;
  readonly artifact: Artifact;
  readonly rulesetVersion: string;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  /** Milliseconds that budgets count in; processor time in children, so that a busy machine spends no budget. */
  readonly spentMs?: () => number;
  readonly budget?: AnalysisBudget;
  readonly detectors?: readonly Detector[];
}

/** What of package.json files below the root is read. */
const FOLDER_MANIFEST_BYTES_MAX = 64 * 1024;
const FOLDER_MANIFESTS_MAX = 1000;

interface Gathered {
  readonly findings: Finding[];
  readonly skipped: Skipped[];
  complete: boolean;
}

/** Says what is wrong with the container and looks through what it left unread; to be called when all was read. */
async function noteContainer(view: ArtifactView, gathered: Gathered): Promise<void> {
  const { findings, skipped } = reportContainer(view);
  gathered.findings.push(...findings);
  gathered.skipped.push(...skipped);
  if (!view.complete) gathered.complete = false;
  if (findings.length === 0) return;
  const scan = await scanUnread(view);
  gathered.findings.push(...scan.findings);
  if (!scan.complete) gathered.complete = false;
}

async function readManifest(
  view: ArtifactView,
  index: PackageIndex,
  gathered: Gathered,
): Promise<PackageManifest | null> {
  const entry = index.get('package.json');
  const fail = (reason: string): null => {
    gathered.complete = false;
    gathered.skipped.push({
      file: 'package.json',
      reason: safeText(reason, 200),
      sizeBytes: entry?.sizeBytes ?? null,
    });
    return null;
  };
  if (!entry) return fail('not a package: there is no package.json');
  if (entry.unread !== undefined) return fail(`package.json was left unread: ${entry.unread}`);
  if (entry.sizeBytes > MANIFEST_BYTES_MAX)
    return fail(`package.json is larger than ${MANIFEST_BYTES_MAX} bytes`);
  const parsed = parseManifest(decodeSource(await view.read(entry.index)));
  return parsed.kind === 'manifest' ? parsed.manifest : fail(`package.json cannot be read: ${parsed.detail}`);
}

/** `main` of every package.json below the root, for folders that are loaded by name; small files only. */
async function readFolderMains(view: ArtifactView, index: PackageIndex): Promise<Map<string, string>> {
  const mains = new Map<string, string>();
  for (const [path, entry] of index) {
    if (!path.endsWith('/package.json') || entry.unread !== undefined) continue;
    if (entry.sizeBytes > FOLDER_MANIFEST_BYTES_MAX || mains.size >= FOLDER_MANIFESTS_MAX) continue;
    const parsed = parseManifest(decodeSource(await view.read(entry.index)));
    const main = parsed.kind === 'manifest' ? parsed.manifest.entries[0] : undefined;
    if (main !== undefined) mains.set(path.slice(0, -'/package.json'.length), main);
  }
  return mains;
}

function noteUnits(graph: EntryGraph, gathered: Gathered): void {
  gathered.skipped.push(...graph.skipped);
  for (const unit of graph.units) {
    const { problem, complete } = unit.facts;
    if (problem === 'nesting') {
      gathered.findings.push(
        analysisFinding(
          'nesting',
          'medium',
          'code is nested so deeply that no parser reads it',
          unit.file,
          unit.stage,
        ),
      );
    }
    if (problem === null && !complete && unit.origin === null) {
      gathered.skipped.push({
        file: unit.file.slice(0, 1024),
        reason: 'evaluation budget of the file is spent',
        sizeBytes: unit.source.text.length,
      });
    }
  }
}

/**
 * Analyses an opened artifact: entry graph, facts, detectors, score. Reads through the view only; what the bytes hold
 * never makes it throw, it becomes findings and `skipped`.
 */
export async function analyzeArtifact(
  view: ArtifactView,
  request: Pick<AnalysisRequest, 'ecosystem' | 'filename' | 'context'>,
  options: AnalyzeOptions,
): Promise<AnalysisResult> {
  const startedMs = options.now();
  const budget = options.budget ?? DEFAULT_ANALYSIS_BUDGET;
  const spentMs = options.spentMs ?? options.now;
  const gathered: Gathered = { findings: [], skipped: [], complete: true };
  let capabilities: readonly string[] = [];
  const index = indexPackage(view, options.layout);
  if (request.ecosystem !== 'npm') {
    gathered.complete = false;
    gathered.skipped.push({
      file: request.filename.slice(0, 1024),
      reason: `packages of ${request.ecosystem} are not analysed yet`,
      sizeBytes: null,
    });
  } else {
    const manifest = await readManifest(view, index, gathered);
    if (manifest) {
      const read = async (entry: ArtifactEntry, sizeBytesMax?: number): Promise<Uint8Array> => {
        // Listed by the container's own report.
        if (entry.unread !== undefined) return new Uint8Array();
        try {
          const whole = sizeBytesMax === undefined || entry.sizeBytes <= sizeBytesMax;
          return await view.read(entry.index, whole ? undefined : { start: 0, end: sizeBytesMax });
        } catch (error) {
          gathered.skipped.push({
            file: safeText(entry.path, 1024),
            reason: describeError(error, 200),
            sizeBytes: entry.sizeBytes,
          });
          return new Uint8Array();
        }
      };
      const folderMains = await readFolderMains(view, index);
      const graph = await buildEntryGraph({ index, manifest, read, folderMains, budget, now: spentMs });
      noteUnits(graph, gathered);
      capabilities = capabilitiesOf(graph);
      const run = runDetectors(
        options.detectors ?? DETECTORS,
        {
          manifest,
          context: request.context,
          files: graph.files,
          units: graph.units,
          hooks: graph.hooks,
          resolve: graph.resolve,
          runsAtInstall: installReach(graph),
          runsAtImport: importReach(graph),
        },
        spentMs,
        budget.detectorMsMax,
      );
      gathered.findings.push(...run.findings);
      if (run.failed.length > 0) gathered.complete = false;
    }
  }
  await noteContainer(view, gathered);
  const findings = gathered.findings.toSorted((a, b) => pointsOf(b) - pointsOf(a)).slice(0, FINDINGS_MAX);
  return {
    artifact: options.artifact,
    judgement: judge({ findings, skipped: gathered.skipped, complete: gathered.complete }),
    findings,
    capabilities: [...capabilities],
    skipped: gathered.skipped.slice(0, SKIPPED_MAX),
    fileCount: index.size,
    unpackedBytes: view.unpackedBytes,
    rulesetVersion: options.rulesetVersion,
    elapsedMs: options.now() - startedMs,
  };
}
