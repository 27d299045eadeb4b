export { DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
export type { ByteSource } from './byte-source.ts';
export { type OpenArtifactOptions, openArtifact, openSource } from './open-artifact.ts';
