export * from './api.ts';
export { defaultDataDir } from './embedded/data-dir.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/start.ts';
export { readStoreEnv, type StoreEnv } from './env.ts';
export { migrate } from './migrate.ts';
export { type OpenStoreOptions, openStore } from './open.ts';
export { parseTargetSubject, targetRecheckKind, targetSubject } from './repositories/edge-target.ts';
export { packageRecheckKind, packageSubject, parsePackageSubject } from './repositories/package-subject.ts';
export { SWEPT_AWAY, SWEPT_UP } from './repositories/sweep-diff.ts';
export { messageRecheckKind } from './shelf.ts';
