import type { ReleaseFacts } from '@weir/model';

const HOUR_MS = 60 * 60 * 1000;
/** From this age on, in hours, a package is taken for one that people rely on: npm's worst waves were found within days. */
const ESTABLISHED_HOURS = 30 * 24;

/** Hours from one ISO time to another; null when either is unknown. Negative when `from` is later. */
export function hoursBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from === null || from === undefined || to === null || to === undefined) return null;
  const hours = (Date.parse(to) - Date.parse(from)) / HOUR_MS;
  return Number.isFinite(hours) ? hours : null;
}

/** Age of the package when this release came, in hours; null when unknown. */
export function packageAgeHours(facts: ReleaseFacts): number | null {
  return hoursBetween(facts.packageCreatedAt, facts.publishedAt);
}

/** Whether the package was there for a month, with releases, before this one. False when unknown. */
export function isEstablished(facts: ReleaseFacts): boolean {
  const ageHours = packageAgeHours(facts);
  return facts.previousVersion !== null && ageHours !== null && ageHours >= ESTABLISHED_HOURS;
}

/** Older than a year, or with so many versions: whoever has the name is not waiting for somebody's slip. */
const HELD_HOURS = 365 * 24;
const HELD_VERSIONS = 20;

/** Whether a package has had its name for so long that it stands for itself. False when unknown. */
export function holdsItsName(facts: ReleaseFacts): boolean {
  return (packageAgeHours(facts) ?? 0) >= HELD_HOURS || (facts.versionCount ?? 0) >= HELD_VERSIONS;
}

/** A duration for people: hours below three days, else days. */
export function ageText(hours: number): string {
  const round = (value: number, unit: string): string =>
    `${Math.round(value)} ${unit}${Math.round(value) === 1 ? '' : 's'}`;
  return hours < 72 ? round(hours, 'hour') : round(hours / 24, 'day');
}
