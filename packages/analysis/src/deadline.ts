import { readProcessorMs } from './processor-time.ts';

/**
 * A child that others kept from the processor gets so many times its deadline by the clock: what is found in a release
 * must not depend on what else the machine does.
 */
const PATIENCE = 3;
/** Share of the time by the clock below which a child is not held up but stuck. */
const STUCK_SHARE = 0.05;
/** A little more than a tick of what is measured. */
const LOOK_AGAIN_MS_MIN = 20;

/**
 * Calls back when a child has had a task for `deadlineMs` of processor time, or for three times as long by the clock;
 * right at `deadlineMs` by the clock when it stands still, or when the system does not tell its processor time.
 * @returns ends the watch.
 */
export function watchDeadline(
  pid: number | undefined,
  deadlineMs: number,
  onPassed: () => void,
  readMs: typeof readProcessorMs = readProcessorMs,
): () => void {
  const startedMs = performance.now();
  const before = readMs(pid);
  let timer = setTimeout(look, deadlineMs);

  function look(): void {
    const wallMs = performance.now() - startedMs;
    const now = readMs(pid);
    const spentMs = before === null || now === null ? null : now - before;
    const left = Math.min(deadlineMs - (spentMs ?? deadlineMs), PATIENCE * deadlineMs - wallMs);
    if (spentMs === null || spentMs < wallMs * STUCK_SHARE || left <= 0) onPassed();
    else timer = setTimeout(look, Math.max(left, LOOK_AGAIN_MS_MIN));
  }

  return () => clearTimeout(timer);
}
