export { createRandom } from '../../lib/stand-in/random.ts';
export { RETRY_AFTER_FORMS, type RetryAfterForm } from '../../lib/stand-in/retry-after.ts';
export { buildTarball } from '../../lib/stand-in/tarball.ts';
export type { Timeline } from '../../lib/stand-in/timeline.ts';
export { STAND_IN_BEHAVIOUR, type StandInBehaviour, standInBehaviourSchema } from './behaviour.ts';
export { type BusyMinuteStep, busyMinute } from './busy-minute.ts';
export type { ChangeOptions } from './core.ts';
export { type DayOrder, playDay, realisticDay } from './day.ts';
export { DAY } from './day-numbers.ts';
export type { EdgeCache } from './edge.ts';
export type { Fault } from './faults.ts';
export type { FiredCounts } from './fired.ts';
export type { Hold } from './hold.ts';
export { HOSTILE_IDS } from './hostile-ids.ts';
export { HOSTILE_KEYS, HOSTILE_KINDS, type HostileKind, isHostileVersion } from './hostile-kinds.ts';
export { KNOBS, type KnobInfo, type KnobName, type Target } from './knob-list.ts';
export type { Publication } from './publication.ts';
export type { HoldRelease, PublishOptions, StageOptions } from './publishing.ts';
export type { UnpublishOptions } from './removing.ts';
export {
  type Knobs,
  type NpmStandIn,
  type SeenRequest,
  type StandInOptions,
  startNpmStandIn,
} from './server.ts';
export { createTraffic, TRAFFIC_MIX } from './traffic.ts';
export type {
  Removable,
  Traffic,
  TrafficKind,
  TrafficMix,
  TrafficOptions,
  TrafficOrder,
  TrafficStep,
  TrafficWeather,
} from './traffic-types.ts';
export type { Truth } from './truth.ts';
export { createWeather, type Weather, type WeatherOptions } from './weather.ts';
export { WEATHER_RATES, type WeatherKnob, type WeatherRates } from './weather-rates.ts';
export type { World } from './world.ts';
