import { describe, expect, it } from 'vitest';
import { dayText, grouped, spanText } from './numbers.ts';

describe('numbers for people', () => {
  it('groups digits', () => {
    expect([0, 999, 1_000, 4_374_853].map(grouped)).toEqual(['0', '999', '1,000', '4,374,853']);
    expect(dayText(new Date('2026-11-23T23:59:59Z'))).toBe('2026-11-23');
  });

  it.each([
    [-5, '0 s'],
    [400, '0 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_199_000, '119 min'],
    [7_200_000, '2 h'],
    [100_000_000, '27 h'],
    [3 * 86_400_000, '3 d'],
  ])('%i ms are %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});
