import { isExhausted } from '@weir/analysis';
import type { AnalysisResult, Clock, WeirEvent } from '@weir/model';
import type { Store, StoredFile } from '@weir/store';
import type { AnalyzerMetrics } from '../metrics.ts';

/** Kind of the rechecks that wait for the slow lane: one a file, whose payload is the event that announced it. */
export const SLOW_KIND = 'slow-analysis';
/** 1: behind what is live; the lane has no other. */
const PRIORITY = 1;

export type ScheduleSlowStep = (
  file: StoredFile,
  event: WeirEvent<'release.published.v1'>,
  result: AnalysisResult,
) => Promise<void>;

/**
 * Has a file whose analysis exhausted a budget, or was lost, analysed again under larger ones, later. To be called
 * before the verdict is recorded: a crash in between leaves one slow analysis too many instead of one too few.
 * Throws what the store throws.
 */
export function createScheduleSlowStep(deps: {
  readonly store: Pick<Store, 'transaction' | 'rechecks'>;
  readonly clock: Clock;
  readonly metrics: AnalyzerMetrics;
  readonly config: { readonly slowDelayMs: number };
}): ScheduleSlowStep {
  const { store, clock, metrics, config } = deps;
  return async function scheduleSlowStep(file, event, result) {
    if (!isExhausted(result)) return;
    await store.transaction((tx) =>
      store.rechecks.schedule(tx, {
        kind: SLOW_KIND,
        subject: file.fileId,
        dueAt: new Date(clock.now() + config.slowDelayMs),
        attempt: 0,
        reason: result.findings.find(({ detector }) => detector === 'analysis')?.summary ?? 'left unread',
        payload: event,
        priority: PRIORITY,
      }),
    );
    metrics.slow.inc({ outcome: 'scheduled' });
  };
}
