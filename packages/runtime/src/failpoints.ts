import { appendFileSync } from 'node:fs';
import { AppError, FAILPOINTS, type FailpointName, type Failpoints } from '@weir/model';

/** No failpoint is armed: what production runs with. */
export const noFailpoints: Failpoints = { reach: () => {} };

function isFailpointName(name: string): name is FailpointName {
  return (FAILPOINTS as readonly string[]).includes(name);
}

/**
 * Arms failpoints from `name:nth[,name:nth]`. Reaching an armed name for the nth time appends the name to
 * `logFile` and kills the process with SIGKILL, as a power cut would.
 * @throws AppError `FAILPOINT_INVALID`, not retriable, for an unknown name or a count below 1.
 */
export function armFailpoints(spec: string, logFile: string | undefined): Failpoints {
  if (spec.trim() === '') return noFailpoints;
  const armed = new Map<FailpointName, number>();
  for (const part of spec.split(',')) {
    const [name = '', nth = '1'] = part.trim().split(':');
    const count = Number(nth);
    if (!isFailpointName(name) || !Number.isInteger(count) || count < 1) {
      throw new AppError('FAILPOINT_INVALID', `no such failpoint: ${JSON.stringify(part)}`, {
        retriable: false,
      });
    }
    armed.set(name, count);
  }
  return {
    reach(name) {
      const left = armed.get(name);
      if (left === undefined) return;
      if (left > 1) {
        armed.set(name, left - 1);
        return;
      }
      if (logFile) appendFileSync(logFile, `${name}\n`);
      process.kill(process.pid, 'SIGKILL');
    },
  };
}
