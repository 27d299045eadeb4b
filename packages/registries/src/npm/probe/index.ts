export { type ProbeOptions, type ProbeReport, probeNpm } from './probe.ts';
export type { ProbeAnswer } from './questions.ts';
