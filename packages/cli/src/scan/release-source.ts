import type { AnalysisRequest } from '@weir/analysis';
import { AppError, type Registry } from '@weir/model';
import type { ReleaseTarget } from './target.ts';

/** A file of a release that is on this machine until the value is disposed. */
export interface FetchedReleaseFile extends AsyncDisposable {
  readonly request: AnalysisRequest;
}

/** A file that a registry has. Fetching throws AppErrors that name release, file and reason. */
export interface FetchableFile {
  readonly filename: string;
  readonly sizeBytes: number | null;
  fetch(this: void, signal: AbortSignal): Promise<FetchedReleaseFile>;
}

/** A file of a release. */
export interface ReleaseFileSource extends FetchableFile {
  /** Of the release that this one takes the place of the file that is most like it; null where none is named. */
  readonly before: (FetchableFile & { readonly version: string }) | null;
  /**
   * Finds, of the popular package that this release may be a copy of, the file that is most like this one: null where
   * it is of the same people. Null itself where the name is near none.
   */
  readonly original:
    | ((
        signal: AbortSignal,
      ) => Promise<(FetchableFile & { readonly name: string; readonly version: string }) | null>)
    | null;
}

/** A release that a registry has, with its files (at least one). */
export interface FoundRelease {
  readonly purl: string;
  readonly files: readonly ReleaseFileSource[];
}

/** Where `weir scan` gets releases of one registry from. Throws AppErrors that name the release and the reason. */
export interface ReleaseSource extends AsyncDisposable {
  find(target: ReleaseTarget, signal: AbortSignal): Promise<FoundRelease>;
}

/** One opener for each registry that can be fetched from; read when it is needed. */
const OPENERS: Readonly<Partial<Record<Registry, () => Promise<ReleaseSource>>>> = {
  npmjs: async () => (await import('./npm-release-source.ts')).openNpmReleaseSource(),
  pypi: async () => (await import('./pypi-release-source.ts')).openPypiReleaseSource(),
};

/** Opens sources on first use: scanning local files reads no registry settings and opens no socket. */
export function lazyReleaseSources(): AsyncDisposable & { get(registry: Registry): Promise<ReleaseSource> } {
  const opened = new Map<Registry, Promise<ReleaseSource>>();
  return {
    get(registry) {
      const open = OPENERS[registry];
      if (open === undefined)
        throw new AppError('SCAN_TARGET', `releases of ${registry} cannot be fetched yet`, {
          retriable: false,
        });
      const source = opened.get(registry) ?? open();
      opened.set(registry, source);
      return source;
    },
    async [Symbol.asyncDispose]() {
      const sources = await Promise.allSettled(opened.values());
      for (const source of sources) {
        if (source.status === 'fulfilled') await source.value[Symbol.asyncDispose]();
      }
    },
  };
}
