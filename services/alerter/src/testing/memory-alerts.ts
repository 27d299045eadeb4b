import {
  ALERT_FILES_MAX,
  type Clock,
  LEVELS,
  type Level,
  type SendOutcome,
  type VerdictRecorded,
} from '@weir/model';
import type { AlertRepository } from '@weir/store';

interface MemoryAttempt {
  readonly id: string;
  readonly alertId: string;
  outcome: SendOutcome | null;
}

interface MemoryAlert {
  readonly id: string;
  readonly channel: string;
  readonly subject: string;
  readonly dedupeKey: string;
  readonly level: Level;
  readonly verdict: VerdictRecorded;
  readonly raisedFrom: Level | null;
  readonly files: Map<string, string>;
  state: 'open' | 'delivered' | 'rejected';
  dueAtMs: number;
}

/** The alert repository's contract in memory, for steps that are tested on a clock of their own. */
export interface MemoryAlerts extends AlertRepository {
  readonly attempts: readonly MemoryAttempt[];
  readonly alerts: readonly MemoryAlert[];
}

/** Creates an empty {@link MemoryAlerts}. */
export function createMemoryAlerts(clock: Clock): MemoryAlerts {
  const alerts: MemoryAlert[] = [];
  const attempts: MemoryAttempt[] = [];
  const of = (alert: MemoryAlert): MemoryAttempt[] => attempts.filter(({ alertId }) => alertId === alert.id);
  const isOpenEnded = ({ outcome }: MemoryAttempt): boolean =>
    outcome === null || outcome.kind === 'ambiguous';
  return {
    alerts,
    attempts,
    async open(_tx, { channel, subject, dedupeKey, level, verdict, openedAt }) {
      const rank = (alert: MemoryAlert): number => LEVELS.indexOf(alert.level);
      const about = alerts.filter((alert) => alert.channel === channel && alert.subject === subject);
      const highest = about.toSorted((a, b) => rank(b) - rank(a))[0];
      if (highest && rank(highest) >= LEVELS.indexOf(level)) {
        highest.files.set(verdict.fileId, verdict.filename);
        return false;
      }
      const id = `alert-${alerts.length}`;
      alerts.push({
        id,
        channel,
        subject,
        dedupeKey,
        level,
        verdict,
        raisedFrom: highest?.level ?? null,
        files: new Map([[verdict.fileId, verdict.filename]]),
        state: 'open',
        dueAtMs: openedAt.getTime(),
      });
      return true;
    },
    async claim(channel, limit, leaseMs) {
      const due = alerts.filter(
        (alert) => alert.channel === channel && alert.state === 'open' && alert.dueAtMs <= clock.now(),
      );
      return due.slice(0, limit).map((alert) => {
        alert.dueAtMs = clock.now() + leaseMs;
        return {
          channel,
          alert: {
            id: alert.id,
            verdict: alert.verdict,
            possibleDuplicate: of(alert).some(isOpenEnded),
            files: [...alert.files.values()].slice(0, ALERT_FILES_MAX),
            fileCount: alert.files.size,
            raisedFrom: alert.raisedFrom,
          },
          attempts: of(alert).filter(({ outcome }) => outcome?.kind === 'ambiguous').length,
        };
      });
    },
    async beginAttempt(alertId) {
      const attempt = { id: `attempt-${attempts.length}`, alertId, outcome: null };
      attempts.push(attempt);
      return attempt.id;
    },
    async finishAttempt(attemptId, outcome, _at, nextAt) {
      const attempt = attempts.find(({ id }) => id === attemptId);
      const alert = alerts.find(({ id }) => id === attempt?.alertId);
      if (!attempt || !alert) throw new Error(`no such attempt: ${attemptId}`);
      attempt.outcome = outcome;
      if (outcome.kind === 'delivered' || outcome.kind === 'rejected') alert.state = outcome.kind;
      else alert.dueAtMs = nextAt?.getTime() ?? Number.POSITIVE_INFINITY;
    },
    async counts() {
      return alerts.map(({ channel, state }) => ({ channel, state, rows: 1 }));
    },
  };
}
