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
