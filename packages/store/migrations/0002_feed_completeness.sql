CREATE TABLE "feed_checkpoints" (
	"registry" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"cursor" text NOT NULL,
	CONSTRAINT "feed_checkpoints_registry_at_pk" PRIMARY KEY("registry","at")
);
--> statement-breakpoint
CREATE TABLE "feed_sweeps" (
	"registry" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"next_key" text,
	"names" bigint NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"advanced" bigint NOT NULL,
	"vanished" bigint NOT NULL,
	"baseline_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "request_ledger" (
	"account" text NOT NULL,
	"day" date NOT NULL,
	"priority" text NOT NULL,
	"leased" bigint NOT NULL,
	CONSTRAINT "request_ledger_account_day_priority_pk" PRIMARY KEY("account","day","priority")
);
--> statement-breakpoint
ALTER TABLE "feed_cursors" ADD COLUMN "head" text;--> statement-breakpoint
ALTER TABLE "feed_cursors" ADD COLUMN "head_moved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "feed_cursors" ADD COLUMN "at_head_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "feed_cursors" ADD COLUMN "last_row_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "feed_cursors" ADD COLUMN "late_rows" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "feed_cursors" ADD COLUMN "lost_rows" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "feed_gaps" ADD COLUMN "kind" text DEFAULT 'stretch' NOT NULL;--> statement-breakpoint
ALTER TABLE "feed_gaps" ADD COLUMN "filled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "feed_gaps" ADD COLUMN "filled_by" text;--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "document_bytes" bigint;