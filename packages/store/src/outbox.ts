import {
  type Clock,
  type Emitter,
  eventKey,
  eventTopic,
  type Outbox,
  type OutboxLease,
  parseEvent,
} from '@weir/model';
import type { ConnectionOptions } from './connection.ts';
import { encodeEvent } from './encode-event.ts';
import { type SessionLease, takeSessionLease } from './lease.ts';

const CHANNEL = 'weir_outbox';
const LEASE = 'outbox';
/** Rows of one `take` at most: 500 events of 32 kB are 16 MB. */
const TAKE_MAX = 500;

/** Emits by inserting outbox rows; the relay is woken when the transaction commits. */
export const outboxEmitter: Emitter = async (tx, messages) => {
  await tx.executeSql(
    `INSERT INTO outbox (topic, key, event_id, event)
     SELECT topic, key, event_id, event
       FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) WITH ORDINALITY AS m(topic, key, event_id, event, place)
      ORDER BY place`,
    [
      messages.map((message) => message.topic),
      messages.map((message) => message.key),
      messages.map((message) => message.event.id),
      messages.map((message) => encodeEvent(message.event)),
    ],
  );
  await tx.executeSql(`SELECT pg_notify('${CHANNEL}', '')`);
};

function createOutboxLease(session: SessionLease, epoch: string, clock: Clock): OutboxLease {
  let notified = false;
  let wake: () => void = () => {};
  session.client.on('notification', () => {
    notified = true;
    wake();
  });
  return {
    async take(limit) {
      // Before the read: a row that is added after it must end the next wait.
      notified = false;
      const { rows } = await session.query<{ id: string; event: string }>(
        `SELECT id, event FROM outbox
          WHERE EXISTS (SELECT FROM leases WHERE name = $2 AND epoch = $3)
          ORDER BY id LIMIT $1`,
        [Math.min(limit, TAKE_MAX), LEASE, epoch],
      );
      return rows.map((row) => {
        const event = parseEvent(JSON.parse(row.event));
        return { id: row.id, message: { topic: eventTopic(event), key: eventKey(event), event } };
      });
    },
    async settle(ids) {
      if (ids.length === 0) return session.check();
      await session.query(
        `DELETE FROM outbox
          WHERE id = ANY($1::bigint[]) AND EXISTS (SELECT FROM leases WHERE name = $2 AND epoch = $3)`,
        [ids, LEASE, epoch],
      );
    },
    async wait(timeoutMs, signal) {
      session.check();
      if (notified || signal.aborted) return;
      const woken = Promise.withResolvers<void>();
      wake = () => woken.resolve();
      const timer = new AbortController();
      const ends = AbortSignal.any([signal, session.lost]);
      ends.addEventListener('abort', wake, { once: true });
      try {
        await Promise.race([woken.promise, clock.sleep(timeoutMs, timer.signal).catch(() => {})]);
      } finally {
        timer.abort();
        ends.removeEventListener('abort', wake);
        wake = () => {};
      }
      session.check();
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/**
 * The outbox as the relay sees it. Order: `tx.emit` holds a lock per key until commit, so of two rows of one package
 * the lower id is committed before the higher one exists; reading by id can therefore miss a row that commits later
 * only when it belongs to another package, where no order is promised.
 */
export function createOutbox(options: ConnectionOptions, clock: Clock): Outbox {
  return {
    async lead() {
      const session = await takeSessionLease(options, LEASE, 'RELAY_FENCED');
      if (session === null) return null;
      try {
        const { rows } = await session.query<{ epoch: string }>(
          `INSERT INTO leases (name, epoch) VALUES ($1, 1)
           ON CONFLICT (name) DO UPDATE SET epoch = leases.epoch + 1 RETURNING epoch`,
          [LEASE],
        );
        await session.query(`LISTEN ${CHANNEL}`);
        return createOutboxLease(session, rows[0]?.epoch ?? '', clock);
      } catch (error) {
        await session[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}
