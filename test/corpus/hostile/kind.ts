import { writeFile } from 'node:fs/promises';
import type { Ecosystem } from '@weir/model';

/**
 * One kind of hostile package. Every kind hides a payload, or exhausts something, or both: what a wholly read harmless
 * oddity deserves is `benign`, and such a one has no place here. So the rule for all of them is: never `benign`.
 *
 * Bytes are made when a test asks for them. Payloads are inert: reserved hosts, nothing that could run by itself.
 */
export interface HostileKind {
  readonly id: string;
  readonly what: string;
  /** Name as published; `x.tgz` when absent. */
  readonly filename?: string;
  /** npm when absent. */
  readonly ecosystem?: Ecosystem;
  /** Writes the artifact to a path that does not exist yet. */
  readonly write: (path: string) => Promise<void>;
}

/** A kind whose bytes fit into memory. */
export function kind(
  id: string,
  what: string,
  build: () => Uint8Array,
  more: Pick<HostileKind, 'filename'> = {},
): HostileKind {
  return { id, what, write: (path) => writeFile(path, build()), ...more };
}
