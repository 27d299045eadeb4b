import type { AnalysisRequest } from '@weir/analysis';
import type { ScanTarget } from './target.ts';

/** A release whose file is on this machine until the value is disposed. */
export interface FetchedRelease extends AsyncDisposable {
  readonly purl: string;
  readonly request: AnalysisRequest;
}

/** Where `weir scan` gets releases from. Throws AppErrors that name the release and the reason. */
export interface ReleaseSource extends AsyncDisposable {
  fetch(target: Extract<ScanTarget, { kind: 'release' }>, signal: AbortSignal): Promise<FetchedRelease>;
}

/** Opens the source on first use: scanning local files reads no registry settings and opens no socket. */
export function lazyReleaseSource(): AsyncDisposable & { get(): Promise<ReleaseSource> } {
  let opened: Promise<ReleaseSource> | null = null;
  return {
    get() {
      opened ??= import('./npm-release-source.ts').then(({ openNpmReleaseSource }) => openNpmReleaseSource());
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}
