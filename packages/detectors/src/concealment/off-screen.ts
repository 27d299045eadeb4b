import { findRun } from '@weir/code';

/** Blanks that push what follows out of any window. */
const BLANKS_MIN = 160;

/** Offsets at which a line goes on behind so many blanks that no window shows it, in order. */
export function* offScreenStarts(text: string): Generator<number> {
  for (let from = 0; ; ) {
    const run = findRun(text, from, BLANKS_MIN, isBlank);
    if (!run) return;
    from = run.end;
    // Before the first character of a line they are its indentation, and behind the last one they hide nothing.
    if (/^\S{2}$/.test(`${text.charAt(run.start - 1)}${text.charAt(run.end)}`)) yield run.end;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
