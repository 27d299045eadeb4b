import { stripTypeScriptTypes } from 'node:module';

/** Removes types from TypeScript, keeping offsets; null when it is no TypeScript that types can be removed from. */
export function stripTypes(text: string): string | null {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } catch {
    // Enums, decorators, syntax errors: the loose parser takes what it can from the original.
    return null;
  }
}
