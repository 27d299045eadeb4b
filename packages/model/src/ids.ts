import { v7, validate, version } from 'uuid';
import { AppError } from './errors.ts';

/**
 * A new public id: a UUIDv7 whose time part is `seenAt` (RFC 9562 section 5.7), so that the id alone tells
 * which monthly partition its row is in.
 * @param seenAt when the feeder first saw the subject; millisecond precision is kept.
 * @throws AppError `ID_INVALID`, not retriable, for no valid time or one before 1970.
 */
export function createId(seenAt: Date): string {
  const msecs = seenAt.getTime();
  // 48 bits hold the time; anything else would wrap around into another partition.
  if (!(msecs >= 0 && msecs < 2 ** 48)) {
    throw new AppError('ID_INVALID', `no id can hold the time ${String(seenAt)}`, { retriable: false });
  }
  return v7({ msecs });
}

/**
 * The `seenAt` inside an id, to the millisecond.
 * @throws AppError `ID_INVALID`, not retriable, for anything but a UUIDv7.
 */
export function seenAtOf(id: string): Date {
  if (!validate(id) || version(id) !== 7) {
    throw new AppError('ID_INVALID', `not a Weir id: ${JSON.stringify(id.slice(0, 64))}`, {
      retriable: false,
    });
  }
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}
