import { describe, expect, it } from 'vitest';
import { allowanceCeiling, REQUEST_PRIORITIES } from './allowance-ceiling.ts';

const first = new Date('2026-11-01T00:00:00Z');
const last = new Date('2026-11-30T23:59:59Z');

describe('allowanceCeiling', () => {
  it('lets urgent work use the month at any time', () => {
    expect(allowanceCeiling('live', 3000, first)).toBe(3000);
    expect(allowanceCeiling('recheck', 3000, first)).toBe(2850);
  });

  it('paces work that can wait by the days of the month, one day ahead', () => {
    expect(allowanceCeiling('previous', 3000, first)).toBe(160);
    expect(allowanceCeiling('backfill', 3000, new Date('2026-11-14T12:00:00Z'))).toBe(900);
    expect(allowanceCeiling('backfill', 3000, new Date('2026-02-13T12:00:00Z'))).toBe(900);
  });

  it('ends the month with every share, more urgent ones larger', () => {
    const ceilings = REQUEST_PRIORITIES.map((priority) => allowanceCeiling(priority, 3000, last));

    expect(ceilings).toEqual([3000, 2850, 2400, 1800]);
  });
});
