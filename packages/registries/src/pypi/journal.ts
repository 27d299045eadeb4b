import { AppError, type Clock, type FeedProblem, type FeedRow, type RequestPriority } from '@weir/model';
import { z } from 'zod';
import { printRaw, problem } from '../lib/problem.ts';
import type { Requests } from '../requests.ts';
import { statusError } from '../status-error.ts';
import { isPypiName, pypiName } from './names.ts';
import { formatCall, parseResponse, RPC_BYTES_MAX, type RpcValue } from './xmlrpc.ts';

/**
 * The XML-RPC journal: every change of every project, in the order in which it became visible. PyPI wants no new
 * integrations with it, so it is off unless somebody asked PyPI's admins.
 */
export interface Journal {
  /** The newest serial, decimal. Throws like `read`. */
  head(signal: AbortSignal): Promise<string>;
  /**
   * Rows after a serial, oldest first. `atHead` false: the answer was full.
   * Throws AppErrors `JOURNAL_FAULT`, `REGISTRY_HTTP`, `FEED_MALFORMED` and network ones (retriable), `REGISTRY_REFUSED`.
   */
  read(
    serial: string,
    priority: RequestPriority,
    signal: AbortSignal,
  ): Promise<{
    readonly rows: readonly FeedRow[];
    readonly problems: readonly FeedProblem[];
    readonly serial: string;
    readonly atHead: boolean;
  }>;
}

/** Most rows of one answer (warehouse, 2026-08). */
export const JOURNAL_ROWS_MAX = 50_000;
const TIMEOUT_MS = 60_000;
/** PyPI asks for at least a second between calls (warehouse#8753). */
const PAUSE_MS = 1_000;
const PROBLEMS_MAX = 100;

const number = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** `[name, version|nil, unix seconds, action, serial]` */
const rowSchema = z.tuple([z.string(), z.string().nullable(), number, z.string(), number]);

/** The journal behind `POST <address>`. */
export function createJournal(options: {
  readonly address: string;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  /** Between calls. */
  readonly pauseMs?: number;
}): Journal {
  const { clock, pauseMs = PAUSE_MS } = options;
  let nextMs = Number.NEGATIVE_INFINITY;

  async function call(
    method: string,
    args: readonly number[],
    priority: RequestPriority,
    signal: AbortSignal,
  ): Promise<RpcValue> {
    if (clock.now() < nextMs) await clock.sleep(nextMs - clock.now(), signal);
    nextMs = clock.now() + pauseMs;
    const response = await options.requests.post(options.address, {
      priority,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      bodyBytesMax: RPC_BYTES_MAX,
      signal,
      contentType: 'text/xml',
      body: formatCall(method, args),
    });
    if (response.status !== 200) throw statusError('journal', response, clock.now());
    return parseResponse(response.body);
  }

  return {
    async head(signal) {
      const serial = number.safeParse(await call('changelog_last_serial', [], 'live', signal));
      if (serial.success) return String(serial.data);
      throw new AppError('FEED_MALFORMED', 'journal: the last serial is no number', { retriable: true });
    },
    async read(serial, priority, signal) {
      const answer = await call('changelog_since_serial', [Number(serial)], priority, signal);
      if (!Array.isArray(answer))
        throw new AppError('FEED_MALFORMED', 'journal: the answer is no list of rows', { retriable: true });
      const rows: FeedRow[] = [];
      const problems: FeedProblem[] = [];
      let last = Number(serial);
      for (const raw of answer as readonly RpcValue[]) {
        const row = rowSchema.safeParse(raw);
        // Also of a row that names nothing: it would be read for ever.
        const serialOf = number.safeParse(Array.isArray(raw) ? (raw as readonly RpcValue[])[4] : null);
        if (serialOf.success) last = Math.max(last, serialOf.data);
        if (row.success && isPypiName(row.data[0])) {
          const [name, , , action, at] = row.data;
          const deleted = action === 'remove project';
          const revision = String(at);
          rows.push({ seq: revision, name: pypiName(name), revision, deleted, raw: printRaw(raw) });
        } else if (problems.length < PROBLEMS_MAX)
          problems.push(problem('row-malformed', 'not a row of the journal', raw));
      }
      const inOrder = rows.toSorted((a, b) => Number(a.seq) - Number(b.seq));
      return { rows: inOrder, problems, serial: String(last), atHead: answer.length < JOURNAL_ROWS_MAX };
    },
  };
}
