import type { Recheck } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { createLookSlots, type LookSlots, type Slot } from './look-slots.ts';

function recheck(id: string, priority = 0): Recheck {
  return {
    id,
    kind: 'package:npmjs',
    subject: id,
    dueAt: new Date(0),
    attempt: 0,
    reason: 'feed row',
    payload: null,
    priority,
    generation: '1',
  };
}

function begin(slots: LookSlots, id: string, priority = 0): { slot: Slot; end: () => Promise<void> } {
  const held = Promise.withResolvers<void>();
  let slot: Slot = { enterLarge: () => false };
  slots.start(recheck(id, priority), (given) => {
    slot = given;
    return held.promise;
  });
  return {
    slot,
    async end() {
      held.resolve();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
}

describe('look slots', () => {
  it('count a look until it ends, and a large one in its own room', async () => {
    let freed = 0;
    const slots = createLookSlots({ concurrency: 2, largeMax: 2, onFree: () => freed++ });
    const [one, two] = [begin(slots, '1'), begin(slots, '2')];
    expect([slots.free(), slots.count()]).toEqual([0, 2]);

    expect([one.slot.enterLarge(), one.slot.enterLarge()]).toEqual([true, true]);
    expect([slots.free(), slots.count(), freed]).toEqual([1, 2, 1]);
    await one.end();
    await two.end();

    expect([slots.free(), slots.count(), freed]).toEqual([2, 0, 3]);
  });

  it('turn large looks away when their room is full, and keep half of it for live ones', async () => {
    const slots = createLookSlots({ concurrency: 8, largeMax: 4, onFree: () => {} });
    const late = [1, 2, 3].map((at) => begin(slots, `late-${at}`, 1).slot.enterLarge());
    const live = [1, 2, 3].map((at) => begin(slots, `live-${at}`).slot.enterLarge());

    expect(late).toEqual([true, true, false]);
    expect(live).toEqual([true, true, false]);
    expect(slots.free()).toBe(6);
  });

  it('free the place of a look that fails', async () => {
    const slots = createLookSlots({ concurrency: 1, largeMax: 1, onFree: () => {} });
    slots.start(recheck('1'), () => Promise.reject(new Error('lost')));

    await slots.settled();

    expect(slots.free()).toBe(1);
  });
});
