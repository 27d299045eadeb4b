import { type AnyEvent, AppError, EVENT_BYTES_MAX, parseEvent } from '@weir/model';

/**
 * An event as JSON text.
 * @throws AppError `EVENT_TOO_LARGE`, not retriable, over {@link EVENT_BYTES_MAX} bytes of UTF-8.
 */
export function encodeEvent(event: AnyEvent): string {
  const text = JSON.stringify(event);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > EVENT_BYTES_MAX) {
    throw new AppError(
      'EVENT_TOO_LARGE',
      `event ${event.id} (${event.type}) is ${sizeBytes} bytes, over ${EVENT_BYTES_MAX}: pass big things by reference`,
      { retriable: false, fields: { eventId: event.id, type: event.type, sizeBytes } },
    );
  }
  return text;
}

/**
 * The event in JSON text that came from outside.
 * @throws AppError `EVENT_INVALID`, not retriable, for anything but a valid event of at most EVENT_BYTES_MAX bytes.
 */
export function decodeEvent(text: string): AnyEvent {
  if (Buffer.byteLength(text) > EVENT_BYTES_MAX) {
    throw new AppError('EVENT_INVALID', `message is over ${EVENT_BYTES_MAX} bytes`, { retriable: false });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('EVENT_INVALID', 'message is not JSON', { retriable: false, cause: error });
  }
  return parseEvent(value);
}
