import { AppError, type Registry } from '@weir/model';

/**
 * Where the pages of a registry's sweep are collected: an unlogged table, because a sweep can begin anew. Registries
 * are an enum, so the name is a safe identifier.
 */
export function stagingTable(registry: Registry): string {
  return `feed_sweep_${registry}`;
}

/** The error of a sweep whose pages are gone: the server crashed, which empties unlogged tables. */
export function sweepLost(registry: Registry): AppError {
  return new AppError('SWEEP_LOST', `the pages of the sweep of ${registry} are gone`, { retriable: false });
}
