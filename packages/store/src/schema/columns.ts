import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/**
 * A time to the millisecond, which is what JavaScript and a UUIDv7 hold: nothing is lost on the way, and a row's
 * `seen_at` equals the time in its id.
 */
export function instant(name: string) {
  return timestamp(name, { precision: 3, withTimezone: true, mode: 'date' });
}

/** A 64-bit number as decimal text on our side. */
export function bigText(name: string) {
  return bigint(name, { mode: 'bigint' });
}

/** A digest as bytes: half of what hexadecimal text takes in every index. */
export const digest = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
