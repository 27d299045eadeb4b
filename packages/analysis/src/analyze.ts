import { openNested } from '@weir/archive';
import type { PackageManifest } from '@weir/code';
import { DETECTORS, type Detector, type DetectorInput, runDetectors } from '@weir/detectors';
import {
  AppError,
  type Artifact,
  type ArtifactEntry,
  type ArtifactView,
  type ByteRange,
  describeError,
  type Ecosystem,
  edgesToFollow,
  type Finding,
  type PackageEdge,
  type Skipped,
  safeText,
} from '@weir/model';
import { judge, pointsOf } from '@weir/scoring';
import type { AnalysisRequest, ArtifactAnalysis } from './api.ts';
import { bundledPrograms } from './bundled-programs.ts';
import { capabilitiesOf } from './capabilities.ts';
import { caseTwins, differingTwins } from './case-twins.ts';
import { makeCompactFacts } from './compact-facts.ts';
import { type MemberNames, type Report, reportContainer, reportNested } from './container-findings.ts';
import { registryHostOf } from './edges.ts';
import { buildEntryGraph, type EntryGraph } from './entry-graph.ts';
import type { JsAnalyzer } from './facts-cache-js.ts';
import type { PythonAnalyzer } from './facts-cache-python.ts';
import type { TlshFinder } from './facts-cache-tlsh.ts';
import { createFileDigests } from './file-digests.ts';
import { importReach } from './import-reach.ts';
import { readInnerManifests } from './inner-manifests.ts';
import { installReach } from './install-reach.ts';
import { layersOf } from './layers.ts';
import {
  type AnalysisBudget,
  DEFAULT_ANALYSIS_BUDGET,
  FACTS_MS_MAX,
  FINDINGS_MAX,
  SKIPPED_MAX,
} from './limits.ts';
import { reachedLinks } from './linked-folders.ts';
import { lockedArchives } from './locked-archives.ts';
import { isUnreadHook, lookThrough, unreadFiles } from './look-through.ts';
import { createMemberReader } from './member-reader.ts';
import { createMemoryView } from './memory-view.ts';
import { openNestedFiles } from './nested-files.ts';
import { analysisFinding, countedOnce } from './own-findings.ts';
import { indexPackage, type Layout, linkedFiles, type PackageIndex } from './package-index.ts';
import { describeDistribution } from './python/distribution.ts';
import { asideAmong } from './python/layout.ts';
import { type OpenedDistribution, openDistribution } from './python/open-distribution.ts';
import { runsWhenLoaded } from './python/runs-when-loaded.ts';
import { readManifest } from './read-manifest.ts';
import { tlshOf } from './tlsh.ts';
import { reportUnits } from './unit-findings.ts';
import { type PackageScanResult, scanPackage } from './yara/scan-package.ts';
import type { YaraScanner } from './yara/scanner.ts';

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
  /** YARA rules to ask; null or absent: none are asked, as on machines without the engine. */
  readonly yara?: YaraScanner | null;
  /** Facts of sources, cached or not; computed each time when absent. */
  readonly analyzeJs?: JsAnalyzer;
  readonly analyzePython?: PythonAnalyzer;
  /** TLSH of files, cached or not; computed each time when absent. */
  readonly tlshOf?: TlshFinder;
}

interface Gathered {
  readonly findings: Finding[];
  readonly skipped: Skipped[];
  complete: boolean;
}

/** Says what is wrong with the container; to be called when all was read. True when there is reason to look closer. */
function noteContainer(
  view: ArtifactView,
  followed: Iterable<string>,
  differing: ReadonlySet<string>,
  nameOf: MemberNames,
  gathered: Gathered,
): boolean {
  const report = reportContainer(view, followed, differing, nameOf);
  noteReport(report, gathered);
  if (!view.complete) gathered.complete = false;
  return report.findings.length > 0;
}

/** A member that could not be read although the container lists it. */
function unreadableMember({ path, sizeBytes }: ArtifactEntry, error: unknown): Skipped {
  const reason = error instanceof AppError ? error.message : describeError(error);
  return { file: safeText(path, 1024), reason: safeText(reason, 200), sizeBytes };
}

/** Members by their paths in the container, as the package names them; made when the first one is asked for. */
function memberNames(index: PackageIndex, graph: EntryGraph | null): MemberNames {
  let names: Map<string, string> | null = null;
  return (path) => {
    names ??= new Map([...index].map(([own, entry]) => [entry.path, own]));
    const own = names.get(path);
    return own === undefined ? null : { path: own, stage: graph?.files.get(own)?.stage ?? null };
  };
}

/** Takes over what a part of the package gave reason to say. */
function noteReport({ findings, skipped }: Report, gathered: Gathered): void {
  gathered.findings.push(...findings);
  gathered.skipped.push(...skipped);
}

function noteUnknown(file: string, reason: string, gathered: Gathered): void {
  gathered.complete = false;
  gathered.skipped.push({ file: file.slice(0, 1024), reason, sizeBytes: null });
}

type Reach = ReturnType<typeof installReach>;

/** A reach that is found out when somebody first asks: of most releases nobody does. */
function whenAsked(graph: EntryGraph, find: (graph: EntryGraph) => Reach): Reach {
  let reach: Reach | undefined;
  return (unit, offset) => (reach ??= find(graph))(unit, offset);
}

function hasManifest(members: ReadonlyMap<string, Uint8Array>): boolean {
  return [...members.keys()].some((path) => /^[^/]+\/package\.json$/.test(path));
}

/** Analyses recovered members as a package of their own; what is missing was told by who could not read it. */
async function analyzeRecovered(
  members: ReadonlyMap<string, Uint8Array>,
  request: Parameters<typeof analyzeArtifact>[1],
  options: AnalyzeOptions,
): Promise<ArtifactAnalysis> {
  await using view = createMemoryView(Object.fromEntries(members));
  const { ecosystem, filename, context, previous = null } = request;
  return analyzeArtifact(view, { ecosystem, filename, context, previous }, { ...options, layout: 'archive' });
}

/**
 * Analyses an opened artifact: entry graph, facts, detectors, score. Reads through the view only; what the bytes hold
 * never makes it throw, it becomes findings and `skipped`.
 */
export async function analyzeArtifact(
  view: ArtifactView,
  request: Pick<AnalysisRequest, 'filename' | 'context' | 'previous' | 'keep' | 'siblings'> & {
    readonly ecosystem: Ecosystem;
  },
  options: AnalyzeOptions,
): Promise<ArtifactAnalysis> {
  const startedMs = options.now();
  const budget = options.budget ?? DEFAULT_ANALYSIS_BUDGET;
  const spentMs = options.spentMs ?? options.now;
  const previous = request.context?.previous ?? request.previous ?? null;
  const gathered: Gathered = { findings: [], skipped: [], complete: true };
  let capabilities: readonly string[] = [];
  let yara: PackageScanResult | null = null;
  let manifest: PackageManifest | null = null;
  let graph: EntryGraph | null = null;
  let edges: PackageEdge[] = [];
  let distribution: OpenedDistribution | null = null;
  const linked = linkedFiles(view, request.ecosystem);
  const index = indexPackage(view, options.layout, linked);
  const twins = caseTwins(view, index);
  const sha256Of = createFileDigests();
  const detectors = options.detectors ?? DETECTORS;
  let seen: DetectorInput | null = null;
  const members = createMemberReader(view);
  const unreadable = new Set<number>();
  const readListed = async (entry: ArtifactEntry, range?: ByteRange): Promise<Uint8Array> => {
    // Listed by the container's own report.
    if (entry.unread !== undefined) return new Uint8Array();
    try {
      return await members(entry, range);
    } catch (error) {
      // Several look at one file: that it cannot be read is told once.
      if (!unreadable.has(entry.index)) gathered.skipped.push(unreadableMember(entry, error));
      unreadable.add(entry.index);
      return new Uint8Array();
    }
  };
  const read = (entry: ArtifactEntry, sizeBytesMax?: number): Promise<Uint8Array> => {
    const whole = sizeBytesMax === undefined || entry.sizeBytes <= sizeBytesMax;
    return readListed(entry, whole ? undefined : { start: 0, end: sizeBytesMax });
  };
  if (request.ecosystem === 'npm') {
    const opened = await readManifest(view, index, options.layout);
    noteReport(opened, gathered);
    gathered.complete &&= opened.complete;
    manifest = opened.manifest;
    if (manifest) {
      graph = await buildEntryGraph({
        index,
        manifest,
        read,
        inner: await readInnerManifests(view, index),
        twins,
        registryHost: registryHostOf(request.context),
        budget,
        now: spentMs,
        analyzeJs: options.analyzeJs,
        analyzePython: options.analyzePython,
        sha256Of,
      });
    }
  } else if (request.ecosystem === 'pypi') {
    distribution = await openDistribution({
      index,
      filename: request.filename,
      read,
      budget,
      now: spentMs,
      analyzePython: options.analyzePython,
      analyzeJs: options.analyzeJs,
      openInner: (entry, passwords) => openNested(view, entry.index, { passwords }),
    });
    if (distribution) ({ manifest, graph } = distribution);
    else noteUnknown(request.filename, 'not a distribution: there is no metadata and no Python', gathered);
  } else noteUnknown(request.filename, `packages of ${request.ecosystem} are not analysed yet`, gathered);
  const factsStartedMs = spentMs();
  const { facts, kept, digests } = await makeCompactFacts({
    view,
    read: members,
    index,
    graph,
    manifest,
    previous: previous?.facts ?? null,
    keep: request.keep ?? null,
    sha256Of,
    tlshOf: options.tlshOf ?? tlshOf,
    isExpired: () => spentMs() - factsStartedMs > FACTS_MS_MAX,
  });
  const factsMs = spentMs() - factsStartedMs;
  if (manifest && graph) {
    noteReport(reportUnits(graph), gathered);
    capabilities = capabilitiesOf(graph);
    edges = edgesToFollow(graph.edges);
    if (options.yara) {
      yara = await scanPackage({
        scanner: options.yara,
        sha256Of,
        index,
        graph,
        read: (entry, range) => readListed(entry, range),
        now: spentMs,
      });
      gathered.skipped.push(...yara.skipped);
    }
    const reach = whenAsked(graph, installReach);
    const calledAtLoad = whenAsked(graph, importReach);
    seen = {
      manifest,
      context: request.context,
      previous,
      files: graph.files,
      units: graph.units,
      hooks: graph.hooks,
      hits: yara?.hits ?? [],
      edges: graph.edges,
      shadows: graph.shadows,
      locked: await lockedArchives(view, index, graph),
      bundles: await bundledPrograms(index, graph, readListed),
      distribution:
        distribution &&
        (await describeDistribution({
          ...distribution,
          index,
          read,
          digests,
          siblings: request.siblings ?? null,
        })),
      resolve: graph.resolve,
      runsAtInstall: (unit, offset) =>
        unit.language === 'python'
          ? unit.stage === 'install' && (runsWhenLoaded(unit, offset) || calledAtLoad(unit, offset))
          : reach(unit, offset),
      runsAtImport: calledAtLoad,
    };
    const run = runDetectors(detectors, seen, spentMs, budget.detectorMsMax);
    gathered.findings.push(...run.findings);
    if (run.failed.length > 0) gathered.complete = false;
  }
  const isReached = (path: string): boolean =>
    /^package\.json$/i.test(path) || (graph?.files.get(path)?.stage ?? 'dead') !== 'dead';
  const differing = differingTwins(twins, index, digests, isReached);
  const odd = noteContainer(view, linked.keys(), differing, memberNames(index, graph), gathered);
  if (manifest && graph) {
    const entries = [...manifest.entries, ...manifest.bin];
    gathered.skipped.push(...reachedLinks(view, graph, entries, linked, gathered.skipped));
  }
  // Where a cap left entries of the manifest out, any file may be one.
  const all = budget.parsedBytesMax === 0 ? 'unparsed' : manifest?.complete === false ? 'named' : 'none';
  await using nested = await openNestedFiles(view, index, graph);
  noteReport(reportNested(nested.problems), gathered);
  const isNpm = request.ecosystem === 'npm';
  const isPypi = request.ecosystem === 'pypi';
  const language = isPypi ? 'python' : 'js';
  const isRead = isNpm || isPypi;
  const isAside = distribution?.kind === 'sdist' ? asideAmong(index.keys()) : null;
  const isInstalled = (path: string): boolean => isAside === null || !isAside(path);
  const files = isRead
    ? [...unreadFiles(view, index, graph, all, language, isInstalled), ...nested.files]
    : [];
  if (odd || files.length > 0 || graph?.hooks.some(isUnreadHook)) {
    const subject = { index, graph, seen, files, known: gathered.findings };
    const yaraRules = isRead ? (options.yara ?? null) : null;
    const look = await lookThrough(view, subject, {
      budget,
      detectors,
      yara: yaraRules,
      language,
      now: spentMs,
    });
    gathered.findings.push(...look.findings);
    // A package that could not be opened, but whose members were found among its bytes, is analysed as what it is.
    if (isNpm && manifest === null && hasManifest(look.members)) {
      const recovered = await analyzeRecovered(look.members, request, options);
      gathered.findings.push(...recovered.findings);
      capabilities = recovered.capabilities;
    }
    if (!look.complete) {
      gathered.complete = false;
      gathered.findings.push(
        analysisFinding(
          'budget-unread',
          'low',
          'what was left unread is more than may be looked through',
          null,
        ),
      );
    }
  }
  const findings = countedOnce(gathered.findings)
    .toSorted((a, b) => pointsOf(b) - pointsOf(a))
    .slice(0, FINDINGS_MAX);
  return {
    artifact: options.artifact,
    judgement: judge({ findings, skipped: gathered.skipped, complete: gathered.complete }),
    findings,
    capabilities: [...capabilities],
    skipped: gathered.skipped.slice(0, SKIPPED_MAX),
    edges,
    fileCount: index.size,
    unpackedBytes: view.unpackedBytes,
    rulesetVersion: options.rulesetVersion,
    yara: yara?.counts ?? null,
    elapsedMs: options.now() - startedMs,
    facts,
    factsMs,
    layers: graph === null ? [] : layersOf(findings, graph),
    ...(manifest && { named: { name: manifest.name, version: manifest.version } }),
    ...(request.keep === undefined ? {} : { kept }),
  };
}
