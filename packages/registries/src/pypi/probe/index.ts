export { type PypiProbeOptions, type PypiProbeReport, probePypi } from './probe.ts';
