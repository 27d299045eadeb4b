export * from './api.ts';
export { createAnalysisPool } from './pool.ts';
