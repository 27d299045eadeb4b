import { type AnyEvent, createId, eventKey, eventTopic, type Lane, type OutgoingMessage } from '@weir/model';

const SEEN_AT = new Date('2026-01-15T12:00:00.000Z');

/** A small valid event about one package; `reason` carries what a test wants to find again. */
export function anEvent(name: string, reason: string, lane: Lane = 'live'): AnyEvent {
  return {
    id: createId(SEEN_AT),
    source: '/feeds/npmjs',
    type: 'release.removed.v1',
    time: SEEN_AT.toISOString(),
    data: {
      registry: 'npmjs',
      ecosystem: 'npm',
      name,
      version: '1.0.0',
      filename: null,
      purl: `pkg:npm/${name}@1.0.0`,
      reason,
      seenAt: SEEN_AT.toISOString(),
      origin: { lane, replay: false, muted: false },
    },
  };
}

/** The same as a message on its own topic, under its own key. */
export function aMessage(name: string, reason: string, lane: Lane = 'live'): OutgoingMessage {
  const event = anEvent(name, reason, lane);
  return { topic: eventTopic(event), key: eventKey(event), event };
}

/** What {@link anEvent} was given as `reason`. */
export function reasonOf(event: AnyEvent): string {
  return 'reason' in event.data ? (event.data.reason ?? '') : '';
}
