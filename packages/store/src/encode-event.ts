import { type AnyEvent, AppError, EVENT_BYTES_MAX } from '@weir/model';

/**
 * An event as JSON text, within the bound of the bus.
 * @throws AppError `EVENT_TOO_LARGE`, not retriable, for more than EVENT_BYTES_MAX bytes: a bug in its producer.
 */
export function encodeEvent(event: AnyEvent): string {
  const text = JSON.stringify(event);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes <= EVENT_BYTES_MAX) return text;
  throw new AppError(
    'EVENT_TOO_LARGE',
    `event ${event.id} (${event.type}) has ${sizeBytes} bytes, ${EVENT_BYTES_MAX} are allowed`,
    { retriable: false, fields: { eventId: event.id, sizeBytes } },
  );
}
