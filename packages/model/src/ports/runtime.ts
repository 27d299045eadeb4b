/** Time as a dependency, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Structured log: a static message plus fields. Text from packages goes into fields only. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/**
 * Named places where a test may kill the process. `reach` does nothing unless that name is armed.
 * Names are listed in FAILPOINTS, so that a test can assert that each one fired.
 */
export interface Failpoints {
  reach(name: FailpointName): void;
}

/** Each boundary between a durable step and the next, in the order in which a release crosses them. */
export const FAILPOINTS = [
  'feeder.page-before-commit',
  'feeder.page-after-commit',
  'feeder.look-before-commit',
  'feeder.look-after-commit',
  'feeder.reread-before-commit',
  'feeder.reread-after-commit',
  'feeder.sweep-before-commit',
  'feeder.sweep-after-commit',
  'relay.before-produce',
  'relay.after-produce',
  'bus.before-handle',
  'bus.before-ack',
  'analyzer.before-commit',
  'analyzer.after-commit',
  'alerter.before-attempt',
  'alerter.after-attempt',
  'alerter.before-receipt',
  'alerter.after-receipt',
] as const;
export type FailpointName = (typeof FAILPOINTS)[number];
