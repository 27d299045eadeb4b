import { type Line, readLines } from './lines.ts';

/** A line may be this long: no path or purl is (Linux' PATH_MAX is 4096). */
const TARGET_CHARS_MAX = 16 * 1024;

/** What a command line or a line of standard input names; `problem` says why it cannot be a target. */
export interface NamedTarget {
  readonly text: string;
  readonly problem: string | null;
}

function ofLine({ text, cut }: Line): NamedTarget {
  if (!cut) return { text: text.trim(), problem: null };
  return {
    text: text.slice(0, 200),
    problem: `a line of over ${TARGET_CHARS_MAX} characters is no target; give one target a line`,
  };
}

/** The targets of a command line, then those of `input`, one a line, empty lines left out; ends early on `signal`. */
export async function* readTargets(
  given: readonly string[],
  input: AsyncIterable<string> | null,
  signal: AbortSignal,
): AsyncGenerator<NamedTarget, void, undefined> {
  for (const text of given) {
    if (signal.aborted) return;
    yield { text, problem: null };
  }
  if (input === null) return;
  try {
    for await (const line of readLines(input, TARGET_CHARS_MAX)) {
      const target = ofLine(line);
      if (signal.aborted) return;
      if (target.text !== '') yield target;
    }
  } catch (error) {
    // Reading is what the signal ends while a line is waited for.
    if (!signal.aborted) throw error;
  }
}
