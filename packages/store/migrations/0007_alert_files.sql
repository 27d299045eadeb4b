CREATE TABLE "alert_files" (
	"alert_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"filename" text NOT NULL,
	"verdict_id" uuid NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "alert_files_alert_id_file_id_pk" PRIMARY KEY("alert_id","file_id")
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "subject" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "raised_from" text;--> statement-breakpoint
CREATE INDEX "alerts_about" ON "alerts" USING btree ("channel","subject","level_rank");