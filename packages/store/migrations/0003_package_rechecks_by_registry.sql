-- Rechecks of packages carry their registry in the kind, so that each registry's feeder claims its own only.
UPDATE rechecks SET kind = 'package:' || split_part(subject, '/', 1) WHERE kind = 'package';
--> statement-breakpoint
UPDATE feed_gaps SET kind = 'package' WHERE from_cursor LIKE registry || '/%';
--> statement-breakpoint
UPDATE feed_gaps SET kind = 'file' WHERE from_cursor LIKE 'file:%';
--> statement-breakpoint
UPDATE feed_gaps SET kind = 'backfill' WHERE from_cursor LIKE 'backfill %';
