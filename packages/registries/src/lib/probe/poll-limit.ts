import type { Clock } from '@weir/model';
import { type Asker, unanswered } from './asker.ts';

export interface PollLimitAnswer {
  /** Null when the whole burst was answered. */
  readonly limit: {
    readonly requestsMax: number;
    readonly windowSeconds: number;
    readonly retryAfterSeconds: number | null;
  } | null;
  readonly evidence: string;
}

/** Polls of 0.5 s are known to work (2026); twice as often for some seconds is no attack. */
const EVERY_MS = 250;
/** After a refusal: so many looks, each after the pause that was asked for, until it answers again. */
const LOOKS_MAX = 10;

/**
 * How many polls in a row are answered. Stops at the first refusal, and then waits as it is told. `polls` bounds it.
 * Throws AppError `PROBE_UNANSWERED` for other answers than 200 and 429, and what the asker throws.
 */
export async function probePollLimit(
  asker: Asker,
  clock: Clock,
  url: string,
  polls: number,
  signal: AbortSignal,
): Promise<PollLimitAnswer> {
  const startedMs = clock.now();
  for (let asked = 0; asked < polls; asked++) {
    if (asked > 0) await clock.sleep(EVERY_MS, signal);
    const { status, headers } = await asker.getOnce(url);
    if (status === 200) continue;
    if (status !== 429) unanswered('a poll', status);
    const given = headers['retry-after'];
    const seconds = given !== undefined && /^\d{1,6}$/.test(given) ? Number(given) : null;
    for (let looks = 0; looks < LOOKS_MAX; looks++) {
      if ((await asker.getOnce(url)).status !== 200) continue;
      const windowSeconds = Math.max(1, Math.round((clock.now() - startedMs) / 1_000));
      return {
        limit: { requestsMax: Math.max(1, asked), windowSeconds, retryAfterSeconds: seconds },
        evidence: `poll ${asked + 1} was refused (Retry-After ${given?.slice(0, 100) ?? 'absent'}), answered again after ${windowSeconds} s`,
      };
    }
    unanswered(`polls, ${LOOKS_MAX} times after a refusal,`, 429);
  }
  const seconds = ((clock.now() - startedMs) / 1_000).toFixed(1);
  return { limit: null, evidence: `${polls} polls in ${seconds} s were answered` };
}
