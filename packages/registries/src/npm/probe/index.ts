export type { ProbeAnswer } from '../../lib/probe/ask-all.ts';
export { type ProbeOptions, type ProbeReport, probeNpm } from './probe.ts';
