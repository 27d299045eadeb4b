export type { BusDeps, GroupTable, Redelivery, WeirBus } from './bus.ts';
export {
  createDeferralPump,
  type DeferralPump,
  type DeferralPumpDeps,
  type DeferredRow,
  type DeferredRows,
} from './deferral-pump.ts';
export {
  createEmbeddedBus,
  type EmbeddedBusOptions,
  prepareEmbeddedQueues,
} from './embedded/embedded-bus.ts';
export { createEmbeddedEmitter } from './embedded/emitter.ts';
export { GROUPS_OF_TOPIC } from './groups.ts';
export { createKafkaBus, type KafkaBusOptions } from './kafka/kafka-bus.ts';
export { type BusMetrics, createBusMetrics } from './metrics.ts';
export { createOutboxRelay, type OutboxRelay, type OutboxRelayDeps } from './relay.ts';
