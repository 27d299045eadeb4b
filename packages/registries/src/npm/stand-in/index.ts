export { type BusyMinuteStep, busyMinute } from './busy-minute.ts';
export type { Fault, Knobs, Target } from './knobs.ts';
export { createRandom } from './random.ts';
export { type NpmStandIn, type SeenRequest, type StandInOptions, startNpmStandIn } from './server.ts';
export { buildTarball } from './tarball.ts';
export type { Hold, Publication, Truth, World } from './world.ts';
