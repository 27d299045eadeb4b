-- The time inside a UUIDv7 (RFC 9562 section 5.7), so that a lookup by id prunes partitions.
-- Immutable: milliseconds since the epoch do not depend on a time zone.
CREATE FUNCTION weir_seen_at(id uuid) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN timestamptz '1970-01-01 00:00:00+00'
    + ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint * interval '1 millisecond';
--> statement-breakpoint
CREATE TABLE feed_rows_default PARTITION OF feed_rows DEFAULT;
--> statement-breakpoint
CREATE TABLE releases_default PARTITION OF releases DEFAULT;
--> statement-breakpoint
CREATE TABLE release_files_default PARTITION OF release_files DEFAULT;
--> statement-breakpoint
CREATE TABLE release_facts_default PARTITION OF release_facts DEFAULT;
--> statement-breakpoint
CREATE TABLE analyses_default PARTITION OF analyses DEFAULT;
--> statement-breakpoint
CREATE TABLE findings_default PARTITION OF findings DEFAULT;
--> statement-breakpoint
CREATE TABLE indicator_sightings_default PARTITION OF indicator_sightings DEFAULT;
--> statement-breakpoint
CREATE TABLE verdict_log_default PARTITION OF verdict_log DEFAULT;
--> statement-breakpoint
CREATE FUNCTION weir_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING HINT = 'record a new verdict that supersedes the old one';
END
$$;
--> statement-breakpoint
CREATE TRIGGER verdict_log_append_only BEFORE UPDATE OR DELETE ON verdict_log
  FOR EACH ROW EXECUTE FUNCTION weir_refuse_change();
--> statement-breakpoint
CREATE TRIGGER verdict_log_no_truncate BEFORE TRUNCATE ON verdict_log
  FOR EACH STATEMENT EXECUTE FUNCTION weir_refuse_change();
--> statement-breakpoint
CREATE TRIGGER verdict_feed_append_only BEFORE UPDATE OR DELETE ON verdict_feed
  FOR EACH ROW EXECUTE FUNCTION weir_refuse_change();
--> statement-breakpoint
-- Queues live from insert and delete: clean them by rows, not by share of their size.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
ALTER TABLE rechecks SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
ALTER TABLE verdict_queue SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
ALTER TABLE rechecks ADD CONSTRAINT rechecks_priority CHECK (priority BETWEEN 0 AND 3);
