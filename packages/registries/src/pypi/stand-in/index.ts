export { PYPI_BEHAVIOUR, type PypiBehaviour, pypiBehaviourSchema } from './behaviour.ts';
export {
  HOSTILE_KNOBS,
  type HostileKnob,
  KNOBS,
  type KnobInfo,
  type KnobName,
  type Target,
  targetOfHostile,
} from './knob-list.ts';
export {
  type Fault,
  type FiredCounts,
  type Knobs,
  type PypiStandIn,
  type PypiStandInOptions,
  startPypiStandIn,
} from './server.ts';
export {
  createPypiTraffic,
  type PypiTraffic,
  type PypiTrafficKind,
  type PypiTrafficOptions,
} from './traffic.ts';
export type { Truth } from './truth.ts';
export { createPypiWeather, type PypiWeather, type PypiWeatherKnob } from './weather.ts';
export type { Hold, Upload, World } from './world-types.ts';
