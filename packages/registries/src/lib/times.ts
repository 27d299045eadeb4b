/** A registry's time as RFC 3339 in UTC, or null for what is none or lies outside the years 1990 to 2100. */
export function parseTime(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 64) return null;
  const ms = Date.parse(value);
  if (!Number.isFinite(ms) || ms < Date.UTC(1990, 0) || ms > Date.UTC(2100, 0)) return null;
  return new Date(ms).toISOString();
}
