export { DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
export type { ByteSource } from './byte-source.ts';
export { type OpenNestedOptions, openNested } from './nested.ts';
export { type OpenArtifactOptions, openArtifact, openSource } from './open-artifact.ts';
