import { describe, expect, it } from 'vitest';
import { createManualClock } from './testing/manual-clock.ts';
import { createTimeline } from './timeline.ts';

describe('createTimeline', () => {
  it('multiplies every duration by the one scale', () => {
    const clock = createManualClock(0);
    const timeline = createTimeline(clock, 0.001);
    const seen: number[] = [];
    timeline.schedule(300_000, () => seen.push(timeline.now()));

    clock.advance(299);
    timeline.settle();
    expect(seen).toEqual([]);
    clock.advance(1);
    timeline.settle();

    expect(seen).toEqual([300]);
    expect(timeline.scaled(300_000)).toBe(300);
  });

  it('runs what is due in order, each at its own moment, also what is scheduled on the way', () => {
    const clock = createManualClock(0);
    const timeline = createTimeline(clock, 1);
    const seen: string[] = [];
    timeline.schedule(20, () => seen.push(`b@${timeline.now()}`));
    timeline.schedule(10, () => {
      seen.push(`a@${timeline.now()}`);
      timeline.schedule(5, () => seen.push(`c@${timeline.now()}`));
      timeline.settle();
    });
    timeline.schedule(30, () => seen.push('cancelled')).cancel();

    clock.advance(100);
    timeline.settle();

    expect(seen).toEqual(['a@10', 'c@15', 'b@20']);
    expect(timeline.now()).toBe(100);
  });

  it('refuses a scale that stops time', () => {
    expect(() => createTimeline(createManualClock(), 0)).toThrow(RangeError);
  });
});
