import type { Meter, Stopwatch } from './budget.ts';
import type { ByteSource } from './byte-source.ts';

/** Bytes that are open, and how to read them: what every container reader starts from. */
export interface Opened {
  /** Disposed by the view that the reader returns; by the caller when the reader throws. */
  readonly source: ByteSource;
  readonly clock: Stopwatch;
  readonly meter: Meter;
  /** Path of the one member of a file that holds no archive, compressed or not; absent: such a file is `corrupt`. */
  readonly singleName?: string;
  /** Tried on members of a zip that are encrypted; none when absent. */
  readonly passwords?: readonly string[];
}
