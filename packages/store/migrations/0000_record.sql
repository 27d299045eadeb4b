CREATE TABLE "alert_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"alert_id" uuid NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"outcome" text,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"level_rank" smallint NOT NULL,
	"verdict" text NOT NULL,
	"state" text NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "alerts_subject" UNIQUE("channel","dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "analyses" (
	"id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"ruleset_version" text NOT NULL,
	"facts_digest" text NOT NULL,
	"verdict_id" uuid NOT NULL,
	"artifact_sha256" "bytea" NOT NULL,
	"judgement" jsonb NOT NULL,
	"complete" boolean NOT NULL,
	"capabilities" text[] NOT NULL,
	"skipped" jsonb NOT NULL,
	"file_count" integer NOT NULL,
	"unpacked_bytes" bigint NOT NULL,
	"elapsed_ms" double precision NOT NULL,
	"evidence_sha256" "bytea",
	"analysed_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "analyses_id_seen_at_pk" PRIMARY KEY("id","seen_at"),
	CONSTRAINT "analyses_subject" UNIQUE("file_id","ruleset_version","facts_digest","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "artifact_digests" (
	"algorithm" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"artifact_sha256" "bytea" NOT NULL,
	CONSTRAINT "artifact_digests_algorithm_digest_artifact_sha256_pk" PRIMARY KEY("algorithm","digest","artifact_sha256")
);
--> statement-breakpoint
CREATE TABLE "artifact_files" (
	"artifact_sha256" "bytea" NOT NULL,
	"file_id" uuid NOT NULL,
	CONSTRAINT "artifact_files_artifact_sha256_file_id_pk" PRIMARY KEY("artifact_sha256","file_id")
);
--> statement-breakpoint
CREATE TABLE "artifacts" (
	"sha256" "bytea" PRIMARY KEY NOT NULL,
	"size_bytes" bigint NOT NULL,
	"filename" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "declared_digests" (
	"algorithm" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"file_id" uuid NOT NULL,
	CONSTRAINT "declared_digests_algorithm_digest_file_id_pk" PRIMARY KEY("algorithm","digest","file_id")
);
--> statement-breakpoint
CREATE TABLE "feed_cursors" (
	"registry" text PRIMARY KEY NOT NULL,
	"cursor" text,
	"epoch" bigint NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_gaps" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feed_gaps_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registry" text NOT NULL,
	"from_cursor" text NOT NULL,
	"to_cursor" text,
	"reason" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feed_gaps_stretch" UNIQUE NULLS NOT DISTINCT("registry","from_cursor","to_cursor")
);
--> statement-breakpoint
CREATE TABLE "feed_problems" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feed_problems_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registry" text NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"raw" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_rows" (
	"registry" text NOT NULL,
	"seq" text NOT NULL,
	"name" text NOT NULL,
	"revision" text,
	"deleted" boolean NOT NULL,
	"raw" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "findings" (
	"analysis_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"file_id" uuid NOT NULL,
	"detector" text NOT NULL,
	"rule" text NOT NULL,
	"kind" text NOT NULL,
	"basis" text NOT NULL,
	"severity" text NOT NULL,
	"stage" text NOT NULL,
	"confidence" real NOT NULL,
	"class" text,
	"summary" text NOT NULL,
	"path" text,
	"line" integer,
	"end_line" integer,
	"layer" text,
	"snippet" text,
	"chain" jsonb NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "findings_analysis_id_ordinal_seen_at_pk" PRIMARY KEY("analysis_id","ordinal","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "indicator_sightings" (
	"indicator_id" bigint NOT NULL,
	"analysis_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"file_id" uuid NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "indicator_sightings_indicator_id_seen_at_analysis_id_ordinal_pk" PRIMARY KEY("indicator_id","seen_at","analysis_id","ordinal")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "indicators" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "indicators_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"value" text NOT NULL,
	"value_sha256" "bytea" NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "indicators_value" UNIQUE("type","value_sha256")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"event_id" uuid NOT NULL,
	"event" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"registry" text NOT NULL,
	"name" text NOT NULL,
	"seen_revision" text,
	"fetched_revision" text,
	"deleted" boolean NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"last_fetched_at" timestamp (3) with time zone,
	CONSTRAINT "packages_registry_name_pk" PRIMARY KEY("registry","name")
);
--> statement-breakpoint
CREATE TABLE "parked" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consumer_group" text NOT NULL,
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"event_id" text,
	"identity" text NOT NULL,
	"payload" "bytea" NOT NULL,
	"reason" text NOT NULL,
	"step" text NOT NULL,
	"error" text NOT NULL,
	"parked_at" timestamp (3) with time zone NOT NULL,
	"replayed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rechecks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rechecks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"attempt" integer NOT NULL,
	"reason" text NOT NULL,
	"payload" text NOT NULL,
	"priority" smallint NOT NULL,
	"generation" bigint NOT NULL,
	"claimed_generation" bigint,
	CONSTRAINT "rechecks_subject" UNIQUE("kind","subject")
);
--> statement-breakpoint
CREATE TABLE "release_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "release_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"registry" text NOT NULL,
	"name" text NOT NULL,
	"version" text,
	"filename" text,
	"kind" text NOT NULL,
	"purl" text NOT NULL,
	"reason" text,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "release_changes_subject" UNIQUE NULLS NOT DISTINCT("registry","name","version","filename","kind")
);
--> statement-breakpoint
CREATE TABLE "release_facts" (
	"release_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"facts" jsonb NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "release_facts_release_id_digest_seen_at_pk" PRIMARY KEY("release_id","digest","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "release_file_keys" (
	"release_id" uuid NOT NULL,
	"filename" text NOT NULL,
	"variant" text NOT NULL,
	"revision" text NOT NULL,
	"file_id" uuid NOT NULL,
	CONSTRAINT "release_file_keys_release_id_filename_variant_revision_pk" PRIMARY KEY("release_id","filename","variant","revision")
);
--> statement-breakpoint
CREATE TABLE "release_files" (
	"id" uuid NOT NULL,
	"release_id" uuid NOT NULL,
	"filename" text NOT NULL,
	"variant" text NOT NULL,
	"revision" text NOT NULL,
	"locator" jsonb NOT NULL,
	"digests" jsonb NOT NULL,
	"size_bytes" bigint,
	"facts_digest" text NOT NULL,
	"state" text NOT NULL,
	"artifact_sha256" "bytea",
	"verdict_id" uuid,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "release_files_id_seen_at_pk" PRIMARY KEY("id","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "release_keys" (
	"registry" text NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"release_id" uuid NOT NULL,
	CONSTRAINT "release_keys_registry_name_version_pk" PRIMARY KEY("registry","name","version")
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"id" uuid NOT NULL,
	"registry" text NOT NULL,
	"ecosystem" text NOT NULL,
	"name" text NOT NULL,
	"display_name" text NOT NULL,
	"version" text NOT NULL,
	"purl" text NOT NULL,
	"published_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "releases_id_seen_at_pk" PRIMARY KEY("id","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "request_allowance" (
	"host" text NOT NULL,
	"month" date NOT NULL,
	"leased" bigint NOT NULL,
	"granted" bigint NOT NULL,
	CONSTRAINT "request_allowance_host_month_pk" PRIMARY KEY("host","month")
);
--> statement-breakpoint
CREATE TABLE "verdict_feed" (
	"cursor" bigint PRIMARY KEY NOT NULL,
	"verdict_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verdict_log" (
	"id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"release_id" uuid NOT NULL,
	"artifact_sha256" "bytea",
	"analysis_id" uuid,
	"ruleset_version" text NOT NULL,
	"facts_digest" text NOT NULL,
	"scope" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_name" text NOT NULL,
	"judgement" jsonb NOT NULL,
	"supersedes" uuid,
	"purl" text NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verdict_log_id_seen_at_pk" PRIMARY KEY("id","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "verdict_queue" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verdict_queue_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"verdict_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alert_attempts_alert" ON "alert_attempts" USING btree ("alert_id");--> statement-breakpoint
CREATE INDEX "alerts_claim" ON "alerts" USING btree ("channel","level_rank" DESC NULLS FIRST,"available_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "feed_problems_seen_at" ON "feed_problems" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "feed_rows_name" ON "feed_rows" USING btree ("registry","name","seq");--> statement-breakpoint
CREATE INDEX "feed_rows_seen_at" ON "feed_rows" USING brin ("seen_at");--> statement-breakpoint
CREATE UNIQUE INDEX "parked_open" ON "parked" USING btree ("consumer_group","topic","identity") WHERE replayed_at IS NULL;--> statement-breakpoint
CREATE INDEX "parked_parked_at" ON "parked" USING btree ("parked_at","id");--> statement-breakpoint
CREATE INDEX "rechecks_claim" ON "rechecks" USING btree ("kind","priority","available_at");--> statement-breakpoint
CREATE UNIQUE INDEX "verdict_log_unread" ON "verdict_log" USING btree ("file_id","ruleset_version","facts_digest","seen_at") WHERE analysis_id IS NULL AND actor_kind = 'analysis';