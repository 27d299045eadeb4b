import { createManualClock, type ManualClock } from '../../../lib/stand-in/testing/manual-clock.ts';
import { type NpmStandIn, type StandInOptions, startNpmStandIn } from '../server.ts';
import { createTestClient, type TestClient } from './client.ts';

/** A stand-in on a clock that stands still, and a client of it. */
export interface OpenStandIn extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly standIn: NpmStandIn;
  readonly client: TestClient;
  /** Moves the clock by a real-life duration, scaled as the stand-in scales it. */
  pass(this: void, realMs: number): void;
}

/** Opens one at a thousandth of real time, its numbers beginning at 1,000. */
export async function openStandIn(options: StandInOptions = {}): Promise<OpenStandIn> {
  const clock = createManualClock();
  const standIn = await startNpmStandIn({ clock, scale: 0.001, firstSeq: 1_000, ...options });
  return {
    clock,
    standIn,
    client: createTestClient(standIn),
    pass: (realMs) => clock.advance(standIn.timeline.scaled(realMs)),
    [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose](),
  };
}
