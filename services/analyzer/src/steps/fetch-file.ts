import {
  AppError,
  type Clock,
  type FetchedFile,
  type FileFetcher,
  isRetriable,
  type Origin,
  type Registry,
} from '@weir/model';
import { retryAfterMsOf } from '@weir/registries';
import { retryStep } from '@weir/runtime';
import type { StoredFile } from '@weir/store';
import type { AnalyzerConfig } from '../config.ts';
import type { AnalyzerMetrics } from '../metrics.ts';

export interface FetchStepDeps {
  readonly fetcherFor: (registry: Registry, origin: Origin) => FileFetcher;
  readonly clock: Clock;
  readonly random: () => number;
  readonly metrics: AnalyzerMetrics;
  readonly config: AnalyzerConfig;
}

export type FetchStepResult =
  | { readonly kind: 'fetched'; readonly file: FetchedFile }
  | { readonly kind: 'too-large'; readonly sizeBytesMax: number }
  /** Not there, or not reachable, for now. `waitMs`: what the server asked for, 0 when it did not. */
  | { readonly kind: 'not-yet'; readonly reason: string; readonly answer: string; readonly waitMs: number };

/**
 * Fetches one file. Network errors and 5xx are retried a few times here; when they stay, the file is `not-yet` there,
 * like one that answers 404: an outage of a registry must not stop the rest.
 * Throws errors that are not retriable (a locator to a foreign host) and the signal's reason.
 */
export function createFetchFileStep(deps: FetchStepDeps) {
  const { config, metrics } = deps;
  return async function fetchFileStep(
    file: StoredFile,
    origin: Origin,
    signal: AbortSignal,
  ): Promise<FetchStepResult> {
    const fetcher = deps.fetcherFor(file.release.registry, origin);
    try {
      const outcome = await retryStep(() => fetcher.fetch(file.file.locator, signal, file.file), {
        clock: deps.clock,
        random: deps.random,
        attemptsMax: config.attemptsMax,
        firstMs: config.backoffFirstMs,
        maxMs: config.backoffMaxMs,
        signal,
      });
      if (outcome.kind === 'fetched') return outcome;
      metrics.fetchFailures.inc({ kind: outcome.kind });
      if (outcome.kind === 'too-large') return outcome;
      return { kind: 'not-yet', reason: 'unavailable', answer: `HTTP ${outcome.status}`, waitMs: 0 };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      metrics.fetchFailures.inc({ kind: error.code });
      if (!isRetriable(error)) throw error;
      return { kind: 'not-yet', reason: error.code, answer: error.code, waitMs: retryAfterMsOf(error) };
    }
  };
}
