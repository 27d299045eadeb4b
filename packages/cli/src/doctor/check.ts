import { describeError } from '@weir/model';

/** What one look found: what is so, and, unless it is fine, what to do. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly says: string;
  readonly todo?: string;
}

/** One thing that `weir doctor` looks at. */
export interface Check {
  readonly name: string;
  look(signal: AbortSignal): Promise<Finding>;
}

/** A check that hangs says nothing: after this long it counts as failed. */
export const LOOK_MS_MAX = 15_000;

/** Runs a check; a throw or a time-out becomes a `fail`. Never throws. */
export async function runCheck(check: Check): Promise<Finding & { readonly name: string }> {
  const signal = AbortSignal.timeout(LOOK_MS_MAX);
  const late = Promise.withResolvers<never>();
  const onAbort = (): void => late.reject(new Error(`no answer within ${LOOK_MS_MAX / 1000} s`));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return { name: check.name, ...(await Promise.race([check.look(signal), late.promise])) };
  } catch (error) {
    return { name: check.name, state: 'fail', says: describeError(error, 300) };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
