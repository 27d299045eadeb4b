import { AppError, parseEvent } from '@weir/model';
import type { ParkedRepository, ParkedRow, Tx } from '../api.ts';
import { type Queryable, translated } from '../connection.ts';

interface ParkedRecord {
  id: string;
  consumer_group: string;
  topic: string;
  key: string;
  event_id: string | null;
  payload: Buffer;
  reason: string;
  step: string;
  error: string;
  parked_at: Date;
  replayed_at: Date | null;
}

const COLUMNS =
  'id, consumer_group, topic, key, event_id, payload, reason, step, error, parked_at, replayed_at';

function toParkedRow(row: ParkedRecord): ParkedRow {
  return {
    id: row.id,
    group: row.consumer_group,
    topic: row.topic,
    key: row.key,
    eventId: row.event_id,
    payload: row.payload.toString('utf8'),
    reason: row.reason,
    step: row.step,
    error: row.error,
    parkedAt: row.parked_at,
    replayedAt: row.replayed_at,
  };
}

function parsePayload(row: ParkedRow): unknown {
  try {
    return JSON.parse(row.payload);
  } catch (cause) {
    throw new AppError('EVENT_INVALID', `parked message ${row.id} is no JSON and cannot be replayed`, {
      retriable: false,
      cause,
    });
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Parked messages: see ParkedRepository. */
export function createParkedRepository(
  db: Queryable,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): ParkedRepository {
  return {
    async list(options) {
      const { rows } = await translated(() =>
        db.query<ParkedRecord>(
          `SELECT ${COLUMNS} FROM parked
            WHERE ($1::text IS NULL OR consumer_group = $1) AND ($2 OR replayed_at IS NULL)
            ORDER BY parked_at DESC, id DESC LIMIT $3`,
          [options.group ?? null, options.includeReplayed ?? false, options.limit],
        ),
      );
      return rows.map(toParkedRow);
    },
    async find(id) {
      if (!UUID.test(id)) return null;
      const { rows } = await translated(() =>
        db.query<ParkedRecord>(`SELECT ${COLUMNS} FROM parked WHERE id = $1`, [id]),
      );
      return rows[0] === undefined ? null : toParkedRow(rows[0]);
    },
    async replay(id, at) {
      await transaction(async (tx) => {
        const { rows } = UUID.test(id)
          ? await tx.executeSql(`SELECT ${COLUMNS} FROM parked WHERE id = $1 FOR UPDATE`, [id])
          : { rows: [] };
        const row = rows[0] === undefined ? null : toParkedRow(rows[0] as ParkedRecord);
        if (row === null || row.replayedAt !== null) {
          throw new AppError(
            'PARKED_NOT_FOUND',
            row === null
              ? `no parked message has the id ${JSON.stringify(id.slice(0, 64))}: see \`weir parked ls\``
              : `parked message ${row.id} was replayed at ${row.replayedAt?.toISOString()} already`,
            { retriable: false },
          );
        }
        await tx.emit([parseEvent(parsePayload(row))]);
        await tx.executeSql('UPDATE parked SET replayed_at = $2 WHERE id = $1', [row.id, at]);
      });
    },
  };
}
