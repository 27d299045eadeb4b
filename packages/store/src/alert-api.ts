import type { Alert, Level, SendOutcome, SqlExecutor, VerdictRecorded } from '@weir/model';

/** An alert to be sent, taken by one sender at a time. */
export interface ClaimedAlert {
  readonly alert: Alert;
  readonly channel: string;
  /** Earlier attempts that ended `ambiguous`. Crashes, rate limits and unreachable hosts do not count towards giving up. */
  readonly attempts: number;
}

export interface AlertRepository {
  /**
   * Opens an alert once per (channel, dedupe key), and none below one about the same subject: then the verdict's file
   * joins that one, and false is returned. One that is above those about its subject is marked as raised.
   */
  open(
    tx: SqlExecutor,
    alert: {
      readonly channel: string;
      /** What it is about; at most one alert a level. */
      readonly subject: string;
      readonly dedupeKey: string;
      readonly level: Level;
      readonly verdict: VerdictRecorded;
      readonly openedAt: Date;
    },
  ): Promise<boolean>;
  /**
   * Takes due alerts for `leaseMs`, highest level first. An alert any of whose earlier attempts has no outcome, or
   * an ambiguous one, comes with `possibleDuplicate`: a rate limit in between does not clear the mark.
   */
  claim(channel: string, limit: number, leaseMs: number): Promise<readonly ClaimedAlert[]>;
  /** Writes the attempt before it is sent, in its own transaction. */
  beginAttempt(alertId: string, at: Date): Promise<string>;
  /** Writes what came of it: delivered closes the alert, rejected gives it up, the others make it due again at `nextAt`. */
  finishAttempt(attemptId: string, outcome: SendOutcome, at: Date, nextAt: Date | null): Promise<void>;
  /** For tests, doctor and metrics. */
  counts(): Promise<readonly { channel: string; state: 'open' | 'delivered' | 'rejected'; rows: number }[]>;
}
