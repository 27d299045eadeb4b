import { readFileSync } from 'node:fs';

/** The system is asked for the processor time again when so much wall time has passed since it last was. */
const READ_EVERY_MS = 10;

/**
 * A clock of the processor time of this process in milliseconds, {@link READ_EVERY_MS} behind at most. Budgets ask a
 * clock some thousand times a release, and the system call behind this one takes some microseconds: asked every 2 ms, it
 * was a hundredth of the time that Python takes.
 */
export function createProcessorClock(): () => number {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let processorMs = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs - readAtMs >= READ_EVERY_MS) {
      const { user, system } = process.cpuUsage();
      processorMs = (user + system) / 1000;
      readAtMs = nowMs;
    }
    return processorMs;
  };
}

/** Clock ticks of a second in which Linux tells the processor time of a process: USER_HZ, 100 on every architecture. */
const TICK_MS = 10;

/** Processor time of another process and all its threads in milliseconds; null when it is gone or the system does not tell. */
export function readProcessorMs(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name, in brackets, may hold blanks; user and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    // It ended before it was asked.
    return null;
  }
}
