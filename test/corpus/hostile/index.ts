import { ARCHIVE_KINDS } from './archive-kinds.ts';
import type { HostileKind } from './kind.ts';
import { MANIFEST_KINDS } from './manifest-kinds.ts';
import { PYTHON_KINDS } from './python-kinds.ts';
import { SOURCE_KINDS } from './source-kinds.ts';
import { WORKER_KINDS } from './worker-kinds.ts';

export type { HostileKind } from './kind.ts';

/** The hostile set. For what belongs here and what is asked of each, see {@link HostileKind}. */
export const HOSTILE_KINDS: readonly HostileKind[] = [
  ...ARCHIVE_KINDS,
  ...SOURCE_KINDS,
  ...MANIFEST_KINDS,
  ...WORKER_KINDS,
  ...PYTHON_KINDS,
];
