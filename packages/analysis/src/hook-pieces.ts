import type { HookCommand } from '@weir/detectors';
import { kindsIn } from './excerpts.ts';
import { createHook } from './hook-command.ts';

/** Commands of one piece, and how many of the piece before come again: a chain of a few is never cut. */
const PIECE_COMMANDS = 150;
const OVERLAP_COMMANDS = 10;
/** What stands between commands; pipes do not part what belongs together. */
const BETWEEN = /\n|;|&&|\|\|/g;

/** Offsets at which commands begin, as far as that can be told without parsing. */
function commandStarts(text: string): number[] {
  return [0, ...[...text.matchAll(BETWEEN)].map((match) => match.index + match[0].length)];
}

/**
 * A shell text that could not be parsed as one, in pieces that can: those that hold words which attacks need, each as
 * a hook of its own at its own line.
 */
export function hookPieces(hook: HookCommand): HookCommand[] {
  const { text } = hook;
  const starts = commandStarts(text);
  const pieces: HookCommand[] = [];
  let line = hook.line;
  let countedTo = 0;
  for (let first = 0; first < starts.length; first += PIECE_COMMANDS - OVERLAP_COMMANDS) {
    const start = starts[first] ?? 0;
    for (let at = text.indexOf('\n', countedTo); at >= 0 && at < start; at = text.indexOf('\n', at + 1))
      line++;
    countedTo = Math.max(countedTo, start);
    const piece = text.slice(start, starts[first + PIECE_COMMANDS] ?? text.length);
    if (kindsIn(piece) > 0) pieces.push(createHook(hook.hook, hook.file, line, hook.stage, piece));
    if (first + PIECE_COMMANDS >= starts.length) break;
  }
  return pieces;
}
