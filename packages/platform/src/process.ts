import type { Clock, Failpoints, Logger } from '@weir/model';
import { armFailpoints, type RuntimeEnv, systemClock } from '@weir/runtime';

/** What a process has of its own: its name, time, chance, log and failpoints. */
export interface ProcessDeps {
  readonly service: string;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
}

/** The real ones, with the failpoints that the environment arms. Throws `FAILPOINT_INVALID`, not retriable. */
export function createProcessDeps(service: string, env: RuntimeEnv, logger: Logger): ProcessDeps {
  return {
    service,
    clock: systemClock,
    random: Math.random,
    logger,
    failpoints: armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG),
  };
}
