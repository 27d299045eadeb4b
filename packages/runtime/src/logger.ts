import type { Logger } from '@weir/model';
import { destination, pino } from 'pino';

/** Fields whose values never reach a log line. A webhook's address is its secret. */
const REDACTED = [
  'webhookUrl',
  'databaseUrl',
  'password',
  'token',
  'authorization',
  'secret',
  '*.webhookUrl',
  '*.databaseUrl',
  '*.password',
  '*.token',
  '*.authorization',
  '*.secret',
];

export interface LoggerOptions {
  readonly service: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** 1 is stdout, 2 stderr: commands that print results on stdout log to stderr. */
  readonly fd?: 1 | 2;
  /** Appends to this file instead of `fd`, making its folder: for programs whose terminal belongs to a person. */
  readonly file?: string;
}

/** A JSON logger (pino) with redaction; control characters in values are escaped by JSON itself. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED, censor: '[redacted]' },
    },
    destination(
      options.file === undefined
        ? { fd: options.fd ?? 1, sync: true }
        : { dest: options.file, mkdir: true, append: true, sync: true },
    ),
  );
}

/** Swallows everything: for libraries' unit tests. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
