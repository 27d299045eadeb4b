import type { KnownOwners } from '@weir/model';
import { bigint, boolean, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The receipt of a name: which revision its feed announced last, and which one was read. */
export const packages = pgTable(
  'packages',
  {
    registry: text('registry').notNull(),
    name: text('name').notNull(),
    seenRevision: text('seen_revision'),
    fetchedRevision: text('fetched_revision'),
    deleted: boolean('deleted').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    lastFetchedAt: instant('last_fetched_at'),
    /** Size of the document as last read, in bytes: large ones are read apart. */
    documentBytes: bigint('document_bytes', { mode: 'number' }),
    /** Last change that showed nothing: what is held back may show for some hours from then. */
    watchedSince: instant('watched_since'),
    /** Who had a role in it, as of which revision, and when its last release came. */
    owners: jsonb('owners').$type<KnownOwners>(),
  },
  (t) => [primaryKey({ columns: [t.registry, t.name] })],
);
