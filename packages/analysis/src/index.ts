export * from './api.ts';
export { type Isolation, probeIsolation } from './isolation.ts';
export { createAnalysisPool } from './pool.ts';
