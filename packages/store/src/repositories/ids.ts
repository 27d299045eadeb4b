import { AppError, seenAtOf } from '@weir/model';

/** The partition key that is inside an id; null for text that is no id of ours. */
export function findSeenAt(id: string): Date | null {
  try {
    return seenAtOf(id);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The lowest id that a moment can have (UUIDv7, RFC 9562): ids from it on are of this moment or later. */
export function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
