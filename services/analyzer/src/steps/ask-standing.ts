import { describeError, type FileStanding, type Logger } from '@weir/model';
import type { StoredFile } from '@weir/store';

/** What is known of a file that is not served; `unknown`: it is listed as ever, or the registry does not answer. */
export type UnservedStanding = Exclude<FileStanding, 'listed'>;

/** Asks a registry for the standing of a file; null where a registry's documents do not tell. */
export type FindStanding = (file: StoredFile, signal: AbortSignal) => Promise<FileStanding | null>;

/**
 * Asks the registry why a file is not served. Null where its documents do not tell; a registry that fails to answer
 * leaves it unknown. Throws the signal's reason only.
 */
export function createAskStandingStep(deps: {
  readonly findStanding?: FindStanding;
  readonly logger: Logger;
}) {
  return async function askStandingStep(
    file: StoredFile,
    signal: AbortSignal,
  ): Promise<UnservedStanding | null> {
    try {
      const standing = (await deps.findStanding?.(file, signal)) ?? null;
      return standing === 'listed' ? 'unknown' : standing;
    } catch (error) {
      signal.throwIfAborted();
      const { purl } = file.release;
      deps.logger.warn({ purl, error: describeError(error) }, 'the registry does not say why a file is away');
      return 'unknown';
    }
  };
}
