export * from './backfill/backfill.ts';
export * from './backfill/package-list.ts';
export * from './backfill/source.ts';
export * from './config.ts';
export * from './context.ts';
export * from './env.ts';
export * from './followed-pair.ts';
export { runFeeder } from './program.ts';
export type { FeedState, FeedStatus } from './status.ts';
