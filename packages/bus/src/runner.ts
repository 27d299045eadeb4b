import { type AnyEvent, describeError, type Handler, type Outcome, type Topic } from '@weir/model';
import type { BusDeps } from './bus.ts';

/** A message as an adapter took it from its queue. */
export interface TakenMessage {
  readonly topic: Topic;
  readonly key: string;
  /** Deferrals that the message itself tells of. */
  readonly attempt: number;
  /** What is kept when the message has to be parked undecoded. */
  readonly raw: string;
  /** @throws AppError `EVENT_INVALID`. */
  decode(): AnyEvent;
}

export interface RunnerOptions {
  readonly group: string;
  readonly handler: Handler;
}

export type MessageRunner = (message: TakenMessage, signal: AbortSignal) => Promise<void>;

/**
 * The one path of a message through a consumer, for both adapters: decode, handle, make the outcome durable. When it
 * resolves the message may be acknowledged; when it throws it must not be, and the consumer stops.
 *
 * Throws whatever the handler or the shelf threw; errors are told apart nowhere else.
 */
export function createMessageRunner(options: RunnerOptions, deps: BusDeps): MessageRunner {
  const { group, handler } = options;
  const { shelf, metrics, failpoints, clock } = deps;

  function decode(message: TakenMessage): AnyEvent | { readonly invalid: string } {
    try {
      return message.decode();
    } catch (error) {
      return { invalid: describeError(error) };
    }
  }

  async function park(
    message: TakenMessage,
    event: AnyEvent | null,
    why: { readonly reason: string; readonly step: string; readonly error: string },
  ): Promise<void> {
    const { topic, key, raw } = message;
    const payload = event === null ? raw : JSON.stringify(event);
    await shelf.park({ group, topic, key, eventId: event?.id ?? null, payload, ...why });
    metrics.parked.inc({ group, step: why.step });
  }

  async function settle(
    message: TakenMessage,
    event: AnyEvent,
    attempt: number,
    outcome: Outcome,
  ): Promise<void> {
    if (outcome.kind === 'park') return park(message, event, outcome);
    if (outcome.kind !== 'defer') return;
    const { topic, key } = message;
    const { dueAt, reason } = outcome;
    await shelf.defer({ group, topic, key, event, dueAt, reason, attempt: attempt + 1 });
    metrics.deferred.inc({ group });
  }

  return async function runMessage(message, signal) {
    const { topic, key } = message;
    const event = decode(message);
    if ('invalid' in event) {
      await park(message, null, { reason: 'not a valid event', step: 'decode', error: event.invalid });
      metrics.handled.inc({ group, topic, outcome: 'invalid' });
      failpoints.reach('bus.before-ack');
      return;
    }
    // After a crash between defer and acknowledgement the row knows of a deferral that the message does not.
    const attempt = Math.max(message.attempt, await shelf.attemptsOf(group, event.id));
    failpoints.reach('bus.before-handle');
    const startedAt = clock.now();
    const outcome = await handler({ topic, key, event, group, attempt }, signal);
    metrics.handleSeconds.observe({ group }, (clock.now() - startedAt) / 1000);
    await settle(message, event, attempt, outcome);
    metrics.handled.inc({ group, topic, outcome: outcome.kind });
    failpoints.reach('bus.before-ack');
  };
}
