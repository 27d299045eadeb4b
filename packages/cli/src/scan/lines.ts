/** A line of input, without its end; `cut` when it was longer and only its beginning is here. */
export interface Line {
  readonly text: string;
  readonly cut: boolean;
}

/**
 * Lines of a text stream, ended by `\n` or `\r\n`, with memory that does not grow with their length: of a line over
 * `charsMax` only the beginning is kept.
 */
export async function* readLines(
  chunks: AsyncIterable<string>,
  charsMax: number,
): AsyncGenerator<Line, void, undefined> {
  let held = '';
  let cut = false;
  function take(part: string): void {
    const room = charsMax - held.length;
    if (part.length > room) cut = true;
    held += part.slice(0, room);
  }
  function finish(): Line {
    const line = { text: held.endsWith('\r') ? held.slice(0, -1) : held, cut };
    held = '';
    cut = false;
    return line;
  }
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      take(chunk.slice(from, end));
      yield finish();
      from = end + 1;
    }
    take(chunk.slice(from));
  }
  if (held !== '') yield finish();
}
