import type { StorageDay } from '@weir/store';
import { describe, expect, it } from 'vitest';
import { bytesText, forecastStorage, renderStorage } from './storage.ts';

function day(kind: StorageDay['kind'], items: number, storedBytes: number, on = '2026-11-23'): StorageDay {
  return { day: on, kind, items, plainBytes: storedBytes * 3, storedBytes };
}

const RETENTION = { days: 30, bytesMax: 20e9 };
const DAYS = [
  day('facts', 100, 200_000),
  day('facts', 100, 200_000, '2026-11-24'),
  day('kept', 150, 10_000_000),
  day('artifact', 2, 400_000),
];

describe('forecastStorage', () => {
  it('takes what a release file left times a year of them, and no more of kept files than may be', () => {
    const by = Object.fromEntries(forecastStorage(DAYS, RETENTION).map((one) => [one.kind, one]));

    expect(by.facts).toMatchObject({ items: 200, bytesPerFile: 2000, yearBytes: 2000 * 71_000 * 365 });
    expect(by.kept).toMatchObject({ bytesPerFile: 50_000, yearBytes: 20e9 });
    expect(by.document).toMatchObject({ items: 0, bytesPerFile: 0, yearBytes: 0 });
    expect(forecastStorage([day('kept', 1, 71)], RETENTION)[4]?.yearBytes).toBeNull();
  });
});

describe('renderStorage', () => {
  it('has a row a day and a row a kind', () => {
    const text = renderStorage(DAYS, RETENTION);

    expect(text).toMatch(/^2026-11-23 +200 kB \(100\) +- .* 10\.0 MB \(150\)$/m);
    expect(text).toMatch(/^2026-11-24 +200 kB \(100\)/m);
    expect(text).toMatch(/^compact facts +2\.0 kB +51\.8 GB$/m);
    expect(text).toContain('after a year of 71,000 release files a day');
    expect(renderStorage([], RETENTION)).toBe('nothing was kept in these days');
  });
});

describe('bytesText', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1234, '1.2 kB'],
    [999_600, '1.0 MB'],
    [123_456_789, '123 MB'],
    [2e15, '2,000 TB'],
  ])('%i is %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
