import type { AlertChannel, Bus, Clock, Failpoints, Logger } from '@weir/model';
import type { MetricsRegistry, RunningProgram } from '@weir/runtime';
import type { Store } from '@weir/store';
import { ALERTER_DEFAULTS, type AlerterConfig } from './config.ts';
import { startDeliveryLoop } from './delivery-loop.ts';
import { createAlerterMetrics } from './metrics.ts';
import { createDeliverAlertStep } from './steps/deliver-alert.ts';
import { createOpenAlertStep } from './steps/open-alert.ts';

/** Consumer group of the alerter: the name under which verdicts are acknowledged. */
export const ALERTER_GROUP = 'alerter';

export interface AlerterDeps {
  readonly store: Store;
  readonly bus: Bus;
  /** Where people are told; at least one. Each gets every alert. */
  readonly channels: readonly AlertChannel[];
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  readonly failpoints: Failpoints;
}

/** Alerts of a channel that is configured no more stay in the store, unsent: somebody has to know. */
async function warnOfStranded(deps: AlerterDeps): Promise<void> {
  const known = new Set(deps.channels.map(({ id }) => id));
  for (const { channel, state, rows } of await deps.store.alerts.counts()) {
    if (state === 'open' && rows > 0 && !known.has(channel)) {
      deps.logger.warn({ channel, rows }, 'open alerts wait for a channel that is not configured');
    }
  }
}

/**
 * Starts the alerter: verdicts become alerts, and each channel sends its own. Disposal stops taking verdicts, lets
 * the message in hand finish and leaves the rest in the store. `stopped` rejects when a part ended by an error.
 *
 * Store and bus stay the caller's.
 */
export async function startAlerter(
  deps: AlerterDeps,
  config: AlerterConfig = ALERTER_DEFAULTS,
): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const { store, clock, logger, random, failpoints } = deps;
  const metrics = createAlerterMetrics(deps.metrics);
  await warnOfStranded(deps);
  const loops = deps.channels.map((channel) =>
    stack.use(
      startDeliveryLoop(channel, config, {
        alerts: store.alerts,
        clock,
        random,
        logger,
        deliver: createDeliverAlertStep(channel, config, {
          alerts: store.alerts,
          clock,
          random,
          logger,
          metrics,
          failpoints,
        }),
      }),
    ),
  );
  const subscription = stack.use(
    await deps.bus.subscribe({
      group: ALERTER_GROUP,
      topics: ['verdicts'],
      concurrency: config.concurrency,
      handler: createOpenAlertStep({
        store,
        clock,
        random,
        logger,
        metrics,
        channelIds: deps.channels.map(({ id }) => id),
        onOpened: () => {
          for (const loop of loops) loop.poke();
        },
      }),
    }),
  );
  logger.info({ channels: deps.channels.map(({ id }) => id) }, 'alerter started');
  const stopped = Promise.race([subscription.stopped, ...loops.map((loop) => loop.stopped)]);
  return { resources: stack.move(), stopped };
}
