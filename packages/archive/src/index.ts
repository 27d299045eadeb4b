export { DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
export { type OpenArtifactOptions, openArtifact } from './open-artifact.ts';
