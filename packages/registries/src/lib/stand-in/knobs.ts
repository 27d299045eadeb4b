interface Armed<Target, Fault> {
  readonly target: Target;
  readonly name: string | null;
  readonly fault: Fault;
  left: number;
}

/** Faults that wait for their requests. */
export interface Knobs<Target extends string, Fault> {
  /** Answers the next `times` requests for `target` (of one package when `name` is given) with `fault`. */
  arm(target: Target, fault: Fault, times?: number, name?: string): void;
  /** The fault for this request, counted down; null to answer well. What cannot be done to the answer waits on. */
  take(target: Target, name: string | null, applies?: (fault: Fault) => boolean): Fault | null;
  /** How many answers are still to be spoilt. */
  waiting(target: Target): number;
  /** Drops every fault that still waits. */
  clear(): void;
}

/** An empty table of faults. */
export function createKnobs<Target extends string, Fault>(): Knobs<Target, Fault> {
  let armed: Armed<Target, Fault>[] = [];
  return {
    arm(target, fault, times = 1, name) {
      armed.push({ target, name: name ?? null, fault, left: times });
    },
    take(target, name, applies = () => true) {
      const hit = armed.find(
        (one) => one.target === target && (one.name === null || one.name === name) && applies(one.fault),
      );
      if (!hit) return null;
      hit.left--;
      if (hit.left <= 0) armed = armed.filter((one) => one !== hit);
      return hit.fault;
    },
    waiting: (target) => armed.reduce((sum, one) => sum + (one.target === target ? one.left : 0), 0),
    clear() {
      armed = [];
    },
  };
}
