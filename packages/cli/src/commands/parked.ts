import { AppError } from '@weir/model';
import { type OpenRecord, openRecord } from '@weir/platform';
import type { ParkedRow } from '@weir/store';
import { startSession } from '../compose/session.ts';
import { printable } from '../output/printable.ts';
import { renderTable } from '../output/table.ts';

export interface ParkedListOptions {
  readonly limit: number;
  readonly group?: string;
  readonly all?: boolean;
}

async function open(): Promise<OpenRecord> {
  const { config, deps } = startSession('parked', { quiet: true });
  return openRecord(config, deps);
}

function summarize(row: ParkedRow): string[] {
  const state = row.replayedAt === null ? '' : 'replayed';
  return [row.id, row.parkedAt.toISOString(), row.group, row.key, row.step, row.reason, state];
}

/** `weir parked ls` */
export async function listParked(options: ParkedListOptions): Promise<number> {
  await using record = await open();
  const rows = await record.store.parked.list({
    limit: options.limit,
    includeReplayed: options.all === true,
    ...(options.group === undefined ? {} : { group: options.group }),
  });
  process.stdout.write(
    rows.length === 0
      ? 'nothing is parked\n'
      : `${renderTable(['id', 'parked', 'group', 'key', 'step', 'reason', ''], rows.map(summarize))}\n`,
  );
  return 0;
}

/** Longest payload shown: events are at most 32 kB, anything longer is no event. */
const PAYLOAD_CHARS_SHOWN = 40_000;

/** `weir parked show ID` */
export async function showParked(id: string): Promise<number> {
  await using record = await open();
  const row = await record.store.parked.find(id);
  if (row === null) throw notFound(id);
  const fields: readonly (readonly [string, string])[] = [
    ['id', row.id],
    ['parked', row.parkedAt.toISOString()],
    ['replayed', row.replayedAt?.toISOString() ?? 'no'],
    ['group', row.group],
    ['topic', row.topic],
    ['key', row.key],
    ['event', row.eventId ?? 'not a valid event'],
    ['step', row.step],
    ['reason', row.reason],
    ['error', row.error],
  ];
  for (const [name, value] of fields) process.stdout.write(`${name.padEnd(9)}${printable(value, 2_000)}\n`);
  process.stdout.write(`payload  ${printable(row.payload, PAYLOAD_CHARS_SHOWN)}\n`);
  return 0;
}

/** `weir parked replay ID…`: each on its own; exit code 1 when any could not be replayed. */
export async function replayParked(ids: readonly string[]): Promise<number> {
  const session = startSession('parked', { quiet: true });
  await using record = await openRecord(session.config, session.deps);
  let failed = 0;
  for (const id of ids) {
    try {
      await record.store.parked.replay(id, new Date(session.deps.clock.now()));
      process.stdout.write(`${id} is back on the bus\n`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed += 1;
      process.stderr.write(`${printable(id)}: ${printable(error.message, 500)} [${error.code}]\n`);
    }
  }
  return failed === 0 ? 0 : 1;
}

function notFound(id: string): AppError {
  return new AppError(
    'PARKED_UNKNOWN',
    `no parked message ${JSON.stringify(id)}; \`weir parked ls --all\` lists them`,
    {
      retriable: false,
    },
  );
}
