import type { AnalysisPool, ArtifactAnalysis } from '@weir/analysis';
import { type Clock, describeError, type Ecosystem } from '@weir/model';
import type { ReleaseSource } from './release-source.ts';
import { type ScanResult, toFailedResult, toScanResult } from './result.ts';
import { type LocalTarget, parseTarget, type ReleaseTarget } from './target.ts';
import type { NamedTarget } from './targets.ts';

export interface ScannerDeps {
  readonly pool: AnalysisPool;
  /** Null with --offline. Opened on first use: local files need no registry settings. */
  readonly releases: (() => Promise<ReleaseSource>) | null;
  readonly clock: Clock;
  readonly cwd: string;
  readonly ecosystem: Ecosystem;
  /** Whether the text of flagged files is wanted, for who cannot open archives. */
  readonly withSources: boolean;
}

/** Where what was analysed is found: on this machine, or as a release of a registry. */
export type Origin =
  | Pick<LocalTarget, 'kind' | 'path'>
  | { readonly kind: 'release'; readonly purl: string; readonly filename: string };

/** What came of one target. */
export interface Scanned {
  readonly result: ScanResult;
  /** What the result was made from; null when there is no verdict. */
  readonly analysed: { readonly origin: Origin; readonly analysis: ArtifactAnalysis } | null;
}

/** Looks at one target. Never throws: what goes wrong is the result's `error`. */
export type Scanner = (target: NamedTarget, signal: AbortSignal) => Promise<Scanned>;

export function createScanner(deps: ScannerDeps): Scanner {
  async function scanLocal(target: LocalTarget, startedMs: number, signal: AbortSignal): Promise<Scanned> {
    const analysis = await deps.pool.analyze(
      {
        path: target.path,
        filename: target.filename,
        ecosystem: /\.(?:whl|egg)$/i.test(target.filename) ? 'pypi' : deps.ecosystem,
        context: null,
        // Viewers open the files of a directory themselves.
        withSources: deps.withSources && target.kind === 'file',
      },
      signal,
    );
    return {
      result: toScanResult({ ...target, purl: null }, analysis, deps.clock.now() - startedMs),
      analysed: { origin: { kind: target.kind, path: target.path }, analysis },
    };
  }

  async function scanRelease(
    target: ReleaseTarget,
    startedMs: number,
    signal: AbortSignal,
  ): Promise<Scanned> {
    if (deps.releases === null)
      return failed(target.text, 'would need the network, and --offline was given', 0);
    const source = await deps.releases();
    await using fetched = await source.fetch(target, signal);
    const { purl, request } = fetched;
    const { filename } = request;
    const analysis = await deps.pool.analyze({ ...request, withSources: deps.withSources }, signal);
    return {
      result: toScanResult({ text: target.text, purl, filename }, analysis, deps.clock.now() - startedMs),
      analysed: { origin: { kind: 'release', purl, filename }, analysis },
    };
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
  return { result: toFailedResult(text, error, ms), analysed: null };
}
