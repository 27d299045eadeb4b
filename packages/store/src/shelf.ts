import { createHash } from 'node:crypto';
import { type Clock, createId, type MessageShelf, safeText } from '@weir/model';
import { type Queryable, translated } from './connection.ts';
import { scheduleRechecks } from './repositories/rechecks.ts';
import { boundedKey } from './text.ts';

/** Kind of the rechecks in which a consumer group's deferred messages wait. */
export function messageRecheckKind(group: string): string {
  return `message:${group}`;
}

/** Where consumers put what they could not finish: `parked` rows, and rechecks of kind `message:<group>`. */
export function createShelf(pool: Queryable, clock: Clock): MessageShelf {
  return {
    async park(message) {
      const payload = Buffer.from(message.payload, 'utf8');
      const identity = message.eventId ?? createHash('sha256').update(payload).digest('hex');
      const now = new Date(clock.now());
      await translated(() =>
        pool.query(
          `INSERT INTO parked (id, consumer_group, topic, key, event_id, identity, payload, reason, step, error, parked_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT (consumer_group, topic, identity) WHERE replayed_at IS NULL DO NOTHING`,
          [
            createId(now),
            message.group,
            message.topic,
            safeText(message.key, 1024),
            message.eventId === null ? null : safeText(message.eventId, 200),
            boundedKey(identity, 200),
            payload,
            safeText(message.reason, 500),
            safeText(message.step, 200),
            safeText(message.error, 4000),
            now,
          ],
        ),
      );
    },
    async defer(message) {
      const executor = {
        executeSql: (text: string, values?: unknown[]) => translated(() => pool.query(text, values)),
      };
      await scheduleRechecks(executor, new Date(clock.now()), [
        {
          kind: messageRecheckKind(message.group),
          subject: message.event.id,
          dueAt: message.dueAt,
          attempt: message.attempt,
          reason: message.reason,
          payload: { topic: message.topic, key: message.key, event: message.event },
        },
      ]);
    },
    async attemptsOf(group, eventId) {
      const { rows } = await translated(() =>
        pool.query<{ attempt: number }>('SELECT attempt FROM rechecks WHERE kind = $1 AND subject = $2', [
          messageRecheckKind(group),
          eventId,
        ]),
      );
      return rows[0]?.attempt ?? 0;
    },
  };
}
