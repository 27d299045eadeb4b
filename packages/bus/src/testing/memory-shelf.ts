import type { DeferredMessage, MessageShelf, ParkedMessage } from '@weir/model';

/** A shelf in memory that can be looked at; deferred rows stand until a test takes them. */
export interface MemoryShelf extends MessageShelf {
  readonly parked: readonly ParkedMessage[];
  readonly deferred: ReadonlyMap<string, DeferredMessage>;
  takeDeferred(eventId: string): DeferredMessage | undefined;
}

/** An empty shelf, idempotent as the port asks. */
export function createMemoryShelf(): MemoryShelf {
  const parked: ParkedMessage[] = [];
  const deferred = new Map<string, DeferredMessage>();
  return {
    parked,
    deferred,
    async park(message) {
      parked.push(message);
    },
    async defer(message) {
      deferred.set(message.event.id, message);
    },
    async attemptsOf(_group, eventId) {
      return deferred.get(eventId)?.attempt ?? 0;
    },
    takeDeferred(eventId) {
      const message = deferred.get(eventId);
      deferred.delete(eventId);
      return message;
    },
  };
}
