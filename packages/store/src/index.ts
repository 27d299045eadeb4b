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
export { PACKAGE_RECHECK, packageSubject, parsePackageSubject } from './repositories/package-subject.ts';
export { messageRecheckKind } from './shelf.ts';
