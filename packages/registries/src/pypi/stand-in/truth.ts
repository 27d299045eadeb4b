/** What really happened, for tests to hold the record against. No knob falsifies it. */
export interface Truth {
  readonly kind: 'published' | 'removed' | 'yanked' | 'quarantined' | 'restored' | 'owners-changed';
  /** Normalized. */
  readonly name: string;
  /** Null: the whole project. */
  readonly version: string | null;
  /** Null: the whole release. */
  readonly filename: string | null;
  readonly serial: number;
  /** When it could first be learnt from the origin, in ms since the epoch. */
  readonly visibleAtMs: number;
  /** Lower-case hex sha256 of the file as uploaded. */
  readonly sha256: string | null;
}
