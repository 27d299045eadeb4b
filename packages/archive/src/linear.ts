import type { LinearBudget, LinearChunk, LinearPass } from '@weir/model';
import { DEFAULT_LINEAR_BUDGET, type Stopwatch } from './budget.ts';
import { createChannel } from './channel.ts';

/** Where the parts of a pass put what they find; all answer whether to go on. */
export interface LinearSink {
  /** Charges and gives out a chunk; one that the last of its layer began with costs nothing and is not given out. */
  emit(chunk: LinearChunk): Promise<boolean>;
  /** For work that gives nothing out. */
  tick(): boolean;
  /** Bytes that may still be given out. */
  readonly leftBytes: number;
}

/**
 * Runs `produce` as a linear pass under its own budget: the reading that comes before it may have spent all of the
 * artifact's. Errors of `produce` come out of the iteration.
 */
export function createLinearPass(
  clock: Stopwatch,
  produce: (sink: LinearSink) => Promise<void>,
  budget: LinearBudget = DEFAULT_LINEAR_BUDGET,
): LinearPass {
  async function* run(): AsyncGenerator<LinearChunk> {
    const channel = createChannel<LinearChunk>();
    const startedMs = clock.now();
    let exhausted = false;
    const before: Record<LinearChunk['layer'], Uint8Array> = {
      raw: new Uint8Array(),
      unpacked: new Uint8Array(),
    };

    function tick(): boolean {
      exhausted ||= clock.now() - startedMs > budget.timeMsMax || sink.leftBytes <= 0;
      return !exhausted;
    }

    const sink: LinearSink & { leftBytes: number } = {
      leftBytes: budget.bytesMax,
      tick,
      async emit(chunk) {
        if (!tick()) return false;
        const { bytes, layer } = chunk;
        if (Buffer.compare(bytes, before[layer].subarray(0, bytes.length)) === 0) return true;
        before[layer] = bytes;
        const { leftBytes } = sink;
        const given = bytes.length > leftBytes ? { ...chunk, bytes: bytes.subarray(0, leftBytes) } : chunk;
        sink.leftBytes -= bytes.length;
        return channel.push(given);
      },
    };
    const producing = produce(sink).then(
      () => channel.close(),
      (error: unknown) => channel.close(error),
    );
    for await (const chunk of channel) yield chunk;
    await producing;
    pass.complete = !exhausted;
  }

  const pass: LinearPass & { complete: boolean } = { complete: false, [Symbol.asyncIterator]: run };
  return pass;
}
