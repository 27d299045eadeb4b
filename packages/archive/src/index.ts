export { DEFAULT_BUDGET, type Stopwatch } from './budget.ts';
export { type ByteSource, memorySource, ownedMemorySource } from './byte-source.ts';
export { type OpenNestedOptions, openNested } from './nested.ts';
export { type OpenArtifactOptions, openArtifact, openSource } from './open-artifact.ts';
export { parseRangeResponse, type RangeResponse } from './range-answer.ts';
export { openRangeSource, type RangeAnswer, type RangeSourceOptions } from './range-source.ts';
export { openSparseSource } from './sparse-source.ts';
export { findZipParts, joinRanges } from './zip-parts.ts';
