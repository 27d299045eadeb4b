export * from './api.ts';
export { defaultDataDir } from './embedded/data-dir.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/start.ts';
export { readStoreEnv, type StoreEnv } from './env.ts';
