import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@weir/model';
import { createLogger, type RuntimeEnv } from '@weir/runtime';

/** A log file that grew over this is put aside once, at start, so that it never fills the disk. */
const LOG_BYTES_MAX = 32 * 1024 * 1024;

/**
 * What a long-running command says, and where: on a terminal short lines for a person, with the JSON log in a file;
 * otherwise the JSON log itself, on stderr, with stdout left to alerts.
 */
export interface Console {
  readonly logger: Logger;
  readonly interactive: boolean;
  /** Where the JSON log goes, for people. */
  readonly logPlace: string;
  /** A line for the person who watches. Without one it is an info record. */
  say(line: string): void;
  /** A line for the person who watches, of which the log has records of its own. */
  show(line: string): void;
}

function logFileIn(dataDir: string): string {
  const file = join(dataDir, 'weir.log');
  if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return file;
}

/** Opens the console of a program named `service`. */
export function openConsole(options: {
  readonly service: string;
  readonly level: RuntimeEnv['WEIR_LOG_LEVEL'];
  readonly dataDir: string;
  readonly jsonLogs: boolean;
  /** Someone reads stdout although it is no terminal. */
  readonly watched: boolean;
}): Console {
  const { service, level } = options;
  const interactive = (process.stdout.isTTY || options.watched) && !options.jsonLogs;
  const file = interactive ? logFileIn(options.dataDir) : null;
  const logger = createLogger({
    service,
    level,
    ...(file === null ? { fd: 2 as const } : { file }),
  });
  return {
    logger,
    interactive,
    logPlace: file ?? 'stderr',
    say(line) {
      if (interactive) process.stdout.write(`${line}\n`);
      else logger.info({}, line);
    },
    show(line) {
      if (interactive) process.stdout.write(`${line}\n`);
    },
  };
}
