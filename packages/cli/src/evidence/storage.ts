import { BLOB_KINDS } from '@weir/model';
import type { RetentionConfig } from '@weir/platform';
import type { StorageDay } from '@weir/store';
import { grouped } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';

/** npm versions and PyPI files a day (DESIGN.md, "Scale"). */
export const FILES_PER_DAY = 71_000;
const DAYS_PER_YEAR = 365;

type Kind = StorageDay['kind'];
const KINDS: readonly Kind[] = ['facts', ...BLOB_KINDS];
const NAMES: Readonly<Record<Kind, string>> = {
  facts: 'compact facts',
  document: 'documents',
  artifact: 'artifacts',
  bundle: 'bundles',
  kept: 'kept files',
};

/** What one kind took up in a window, and what it will. */
export interface KindForecast {
  readonly kind: Kind;
  readonly items: number;
  readonly storedBytes: number;
  /** For each release file that was analysed in the window; null when there was none. */
  readonly bytesPerFile: number | null;
  /** At rest after a year of {@link FILES_PER_DAY}; kept files never take more than they may. */
  readonly yearBytes: number | null;
}

/** Projects what came in during a window over a year. Pure. */
export function forecastStorage(
  days: readonly StorageDay[],
  retention: Pick<RetentionConfig, 'days' | 'bytesMax'>,
): KindForecast[] {
  const of = (kind: Kind): readonly StorageDay[] => days.filter((day) => day.kind === kind);
  const sum = (rows: readonly StorageDay[], field: 'items' | 'storedBytes'): number =>
    rows.reduce((total, row) => total + row[field], 0);
  const files = sum(of('facts'), 'items');
  return KINDS.map((kind) => {
    const storedBytes = sum(of(kind), 'storedBytes');
    const bytesPerFile = files === 0 ? null : storedBytes / files;
    const perDay = bytesPerFile === null ? null : bytesPerFile * FILES_PER_DAY;
    const yearBytes =
      perDay === null
        ? null
        : kind === 'kept'
          ? Math.min(perDay * Math.min(retention.days, DAYS_PER_YEAR), retention.bytesMax)
          : perDay * DAYS_PER_YEAR;
    return { kind, items: sum(of(kind), 'items'), storedBytes, bytesPerFile, yearBytes };
  });
}

const STEPS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes for people, in thousands: `1.9 kB`, `47 GB`. */
export function bytesText(bytes: number): string {
  let [value, step] = [bytes, 0];
  while (value >= 999.5 && step < STEPS.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${step === 0 || value >= 99.5 ? grouped(value) : value.toFixed(1)} ${STEPS[step]}`;
}

/** `weir evidence` for people: a row a day, then what a release leaves and a year comes to. */
export function renderStorage(
  days: readonly StorageDay[],
  retention: Pick<RetentionConfig, 'days' | 'bytesMax'>,
): string {
  if (days.length === 0) return 'nothing was kept in these days';
  const names = [...new Set(days.map(({ day }) => day))].toSorted();
  const cell = (day: string, kind: Kind): string => {
    const found = days.find((row) => row.day === day && row.kind === kind);
    return found === undefined ? '-' : `${bytesText(found.storedBytes)} (${grouped(found.items)})`;
  };
  const forecasts = forecastStorage(days, retention);
  const textOr = (bytes: number | null): string => (bytes === null ? 'unknown' : bytesText(bytes));
  const year = forecasts.every(({ yearBytes }) => yearBytes !== null)
    ? forecasts.reduce((total, { yearBytes }) => total + (yearBytes ?? 0), 0)
    : null;
  return [
    renderTable(
      ['day', ...KINDS.map((kind) => NAMES[kind])],
      names.map((day) => [day, ...KINDS.map((kind) => cell(day, kind))]),
    ),
    '',
    renderTable(
      ['kind', 'a file', 'a year'],
      forecasts.map(({ kind, bytesPerFile, yearBytes }) => [
        NAMES[kind],
        textOr(bytesPerFile),
        textOr(yearBytes),
      ]),
    ),
    '',
    `all: ${textOr(year)} after a year of ${grouped(FILES_PER_DAY)} release files a day; kept files go after ${retention.days} days or over ${bytesText(retention.bytesMax)}`,
  ].join('\n');
}
