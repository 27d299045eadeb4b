import type { Clock } from '@weir/model';
import { Presets, SingleBar } from 'cli-progress';

/** How far a list of known length has come. */
export interface Progress {
  update(done: number, note: string): void;
  /** Makes room for a line of output; what was there is drawn again by itself. */
  clear(): void;
  stop(): void;
}

/** A log reader gets a line this often, and one at the end. */
const LINE_EVERY_MS = 5_000;

/**
 * A bar on a terminal, plain lines elsewhere, `lineEveryMs` apart. Writes to `stream` (stderr), so that results on
 * stdout stay clean.
 */
export function createProgress(
  label: string,
  total: number,
  clock: Clock,
  stream: NodeJS.WriteStream,
  lineEveryMs = LINE_EVERY_MS,
): Progress {
  if (!stream.isTTY) return createLines(label, total, clock, stream, lineEveryMs);
  const bar = new SingleBar(
    {
      stream,
      format: `${label} {bar} {value}/{total} {note}`,
      hideCursor: true,
      clearOnComplete: false,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: '' });
  return {
    update: (done, note) => bar.update(done, { note }),
    clear: () => stream.write('\r\u001b[K'),
    stop: () => bar.stop(),
  };
}

function createLines(
  label: string,
  total: number,
  clock: Clock,
  stream: NodeJS.WriteStream,
  lineEveryMs: number,
): Progress {
  let printedMs = clock.now();
  let last = '';
  let printed = '';
  function print(): void {
    printedMs = clock.now();
    printed = last;
    stream.write(`${last}\n`);
  }
  return {
    update(done, note) {
      last = `${label} ${done}/${total}${note === '' ? '' : ` ${note}`}`;
      if (clock.now() - printedMs >= lineEveryMs) print();
    },
    clear() {},
    stop() {
      if (last !== '' && last !== printed) print();
    },
  };
}
