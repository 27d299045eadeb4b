import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/**
 * Which releases exist: unpartitioned, so that (registry, name, version) is unique across all months. The id tells
 * the month of the release itself.
 */
export const releaseKeys = pgTable(
  'release_keys',
  {
    registry: text('registry').notNull(),
    name: text('name').notNull(),
    version: text('version').notNull(),
    releaseId: uuid('release_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.registry, t.name, t.version] })],
);
