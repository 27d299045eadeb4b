import type { AnalysisPool } from '@weir/analysis';
import { type Clock, describeError, type Ecosystem } from '@weir/model';
import type { ReleaseSource } from './release-source.ts';
import { type ScanResult, toFailedResult, toScanResult } from './result.ts';
import { parseTarget, type ScanTarget } from './target.ts';

export interface ScannerDeps {
  readonly pool: AnalysisPool;
  /** Null with --offline. Opened on first use: local files need no registry settings. */
  readonly releases: (() => Promise<ReleaseSource>) | null;
  readonly clock: Clock;
  readonly cwd: string;
  readonly ecosystem: Ecosystem;
}

/** Looks at one target. Never throws: what goes wrong is the result's `error`. */
export type Scanner = (text: string, signal: AbortSignal) => Promise<ScanResult>;

export function createScanner(deps: ScannerDeps): Scanner {
  async function scanLocal(
    target: Extract<ScanTarget, { kind: 'file' | 'directory' }>,
    startedMs: number,
    signal: AbortSignal,
  ): Promise<ScanResult> {
    const result = await deps.pool.analyze(
      { path: target.path, filename: target.filename, ecosystem: deps.ecosystem, context: null },
      signal,
    );
    return toScanResult({ ...target, purl: null }, result, deps.clock.now() - startedMs);
  }

  async function scanRelease(
    target: Extract<ScanTarget, { kind: 'release' }>,
    startedMs: number,
    signal: AbortSignal,
  ): Promise<ScanResult> {
    if (deps.releases === null)
      return toFailedResult(target.text, 'would need the network, and --offline was given', 0);
    const source = await deps.releases();
    await using fetched = await source.fetch(target, signal);
    const result = await deps.pool.analyze(fetched.request, signal);
    return toScanResult(
      { text: target.text, purl: fetched.purl, filename: fetched.request.filename },
      result,
      deps.clock.now() - startedMs,
    );
  }

  return async function scan(text, signal) {
    const startedMs = deps.clock.now();
    try {
      const target = await parseTarget(text, deps.cwd);
      return target.kind === 'release'
        ? await scanRelease(target, startedMs, signal)
        : await scanLocal(target, startedMs, signal);
    } catch (error) {
      return toFailedResult(text, describeError(error), deps.clock.now() - startedMs);
    }
  };
}
