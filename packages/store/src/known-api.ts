import type { Verdict } from '@weir/model';

/** A version that is there, with its standing verdict: the worst of its files, null when none has one. */
export interface KnownVersion {
  readonly version: string;
  readonly purl: string;
  readonly verdict: Verdict | null;
}

/** What the store knows of a package by its name alone. */
export interface KnownPackage {
  readonly name: string;
  /** When it appeared; null when nobody here knows. */
  readonly createdAt: Date | null;
  /** Accounts that may publish it, by the newest facts; null when unknown. */
  readonly maintainers: readonly string[] | null;
  /** The newest ones first seen here, at most 100, without those that are gone. */
  readonly versions: readonly KnownVersion[];
}
