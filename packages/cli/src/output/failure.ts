import { AppError } from '@weir/model';
import { CommanderError } from 'commander';

/** Bad usage, as most Unix tools have it; `weir scan` says the same for a target that it could not look at. */
export const EXIT_USAGE = 2;

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at !== undefined && at !== null && chain.length < 5; ) {
    chain.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return chain;
}

/**
 * What a person reads when a command fails: one line without a stack; with `debug`, stacks of the whole cause chain.
 */
export function renderFailure(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof AppError ? ` [${error.code}]` : '';
  const line = `weir: ${message}${code}`;
  if (!debug) return line;
  return [
    line,
    ...causes(error).map((at) => (at instanceof Error ? (at.stack ?? at.message) : String(at))),
  ].join('\n');
}

/** The exit code of a failed command: {@link EXIT_USAGE} for commander's errors and AppError `USAGE`, 0 for `--help`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof AppError && error.code === 'USAGE') return EXIT_USAGE;
  if (!(error instanceof CommanderError)) return 1;
  return error.exitCode === 0 ? 0 : EXIT_USAGE;
}
