import type { AnalysisPool, AnalysisRequest, ArtifactAnalysis } from '@weir/analysis';
import {
  type Clock,
  describeError,
  type Ecosystem,
  isWheelName,
  type Registry,
  type Skipped,
} from '@weir/model';
import { type Comparison, createComparer } from './comparison.ts';
import { compareLocal, type Reading } from './local-comparison.ts';
import { mergeReadings } from './readings.ts';
import type { ReleaseSource } from './release-source.ts';
import { type ScanResult, toFailedResult, toScanResult } from './result.ts';
import { createSiblingBook, siblingsOf } from './siblings.ts';
import { type LocalTarget, parseTarget, type ReleaseTarget } from './target.ts';
import type { NamedTarget } from './targets.ts';

export interface ScannerDeps {
  readonly pool: Pick<AnalysisPool, 'analyze'>;
  /** Null with --offline. Opened on first use: local files need no registry settings. */
  readonly releases: ((registry: Registry) => Promise<ReleaseSource>) | null;
  readonly clock: Clock;
  readonly cwd: string;
  /** null: files tell by what is in them, releases by how they are written. */
  readonly ecosystem: Ecosystem | null;
  /** What local targets are held against; null: nothing. */
  readonly previous: LocalTarget | null;
  /** Whether releases are held against those that they take the place of, where that may matter. */
  readonly compareReleases: boolean;
  /** Whether the text of flagged files is wanted, for who cannot open archives. */
  readonly withSources: boolean;
}

/** Where what was analysed is found: on this machine, or as a release of a registry. */
export type Origin =
  | Pick<LocalTarget, 'kind' | 'path'>
  | { readonly kind: 'release'; readonly purl: string; readonly filename: string };

/** An artifact of a target, and what was found in it. */
export interface Analysed {
  readonly origin: Origin;
  readonly filename: string;
  readonly analysis: ArtifactAnalysis;
  /** With the release before; absent where there was no reason to compare. */
  readonly comparison?: Comparison;
}

/** What came of one target. */
export interface Scanned {
  readonly result: ScanResult;
  /** What the result was made from: of a release, each file that could be had; empty when there is no verdict. */
  readonly analysed: readonly Analysed[];
}

/** Looks at one target. Never throws: what goes wrong is the result's `error`. */
export type Scanner = (target: NamedTarget, signal: AbortSignal) => Promise<Scanned>;

export function createScanner(deps: ScannerDeps): Scanner {
  const book = createSiblingBook();

  function analyzeLocal(
    { kind, path, filename }: LocalTarget,
    as: Ecosystem | null,
    more: Pick<AnalysisRequest, 'siblings' | 'previous'>,
    signal: AbortSignal,
  ): Promise<ArtifactAnalysis> {
    // Viewers open the files of a directory themselves.
    const withSources = deps.withSources && kind === 'file';
    return deps.pool.analyze({ path, filename, ecosystem: as, context: null, ...more, withSources }, signal);
  }

  /** A local target as a package of each ecosystem that it would install in, likelier first. */
  async function readLocal(target: LocalTarget, signal: AbortSignal): Promise<[Reading, ...Reading[]]> {
    const ecosystem = isWheelName(target.filename) ? 'pypi' : deps.ecosystem;
    const first = await (ecosystem === 'npm'
      ? analyzeLocal(target, 'npm', {}, signal)
      : book.after(target, (siblings) => analyzeLocal(target, ecosystem, { siblings }, signal)));
    const [as = ecosystem, ...rest] = first.ecosystems ?? [];
    const readings: [Reading, ...Reading[]] = [{ as, analysis: first }];
    for (const other of rest)
      readings.push({ as: other, analysis: await analyzeLocal(target, other, {}, signal) });
    return readings;
  }

  async function scanLocal(target: LocalTarget, startedMs: number, signal: AbortSignal): Promise<Scanned> {
    const { kind, path, filename, text } = target;
    const readings = await readLocal(target, signal);
    const held =
      deps.previous &&
      (await compareLocal(
        { filename: deps.previous.filename, readings: await readLocal(deps.previous, signal) },
        { filename, readings },
        (as, previous) => analyzeLocal(target, as, { previous }, signal),
      ));
    const [first = readings[0].analysis, ...others] =
      held?.analyses ?? readings.map(({ analysis }) => analysis);
    const analysed: Analysed = {
      origin: { kind, path },
      filename,
      analysis: mergeReadings(first, others),
      ...(held && { comparison: held.comparison }),
    };
    return scannedOf(text, null, [analysed], held?.missed ?? [], startedMs);
  }

  function scannedOf(
    text: string,
    purl: string | null,
    analysed: readonly Analysed[],
    missed: readonly Skipped[],
    startedMs: number,
  ): Scanned {
    return { result: toScanResult({ text, purl }, analysed, missed, deps.clock.now() - startedMs), analysed };
  }

  /**
   * One file after the other, so that no more than one lies on the disk, and one that it is held against, and equal
   * members are in the cache.
   */
  async function scanRelease(
    target: ReleaseTarget,
    startedMs: number,
    signal: AbortSignal,
  ): Promise<Scanned> {
    if (deps.releases === null)
      return failed(target.text, 'would need the network, and --offline was given', 0);
    const source = await deps.releases(target.registry);
    const { purl, files } = await source.find(target, signal);
    const compare = deps.compareReleases ? createComparer(deps.pool) : null;
    const analysed: Analysed[] = [];
    const missed: Skipped[] = [];
    for (const file of files) {
      const { filename, sizeBytes } = file;
      const origin = { kind: 'release', purl, filename } as const;
      try {
        await using fetched = await file.fetch(signal);
        const request = {
          ...fetched.request,
          siblings: siblingsOf(analysed),
          withSources: deps.withSources,
        };
        const analysis = await deps.pool.analyze(request, signal);
        const held = (await compare?.(file, request, analysis, signal)) ?? { analysis };
        analysed.push({ origin, filename, ...held });
      } catch (error) {
        signal.throwIfAborted();
        // Of several files the others still tell something, and what is missing makes the result incomplete.
        if (files.length === 1) throw error;
        missed.push({ file: filename, reason: describeError(error, 200), sizeBytes });
      }
    }
    if (analysed.length === 0)
      return failed(target.text, missed[0]?.reason ?? `${purl} has no files`, deps.clock.now() - startedMs);
    return scannedOf(target.text, purl, analysed, missed, startedMs);
  }

  return async function scan({ text, problem }, signal) {
    const startedMs = deps.clock.now();
    if (problem !== null) return failed(text, problem, 0);
    try {
      const target = await parseTarget(text, deps.cwd, deps.ecosystem);
      return target.kind === 'release'
        ? await scanRelease(target, startedMs, signal)
        : await scanLocal(target, startedMs, signal);
    } catch (error) {
      return failed(text, describeError(error), deps.clock.now() - startedMs);
    }
  };
}

function failed(text: string, error: string, ms: number): Scanned {
  return { result: toFailedResult(text, error, ms), analysed: [] };
}
