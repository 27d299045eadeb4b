CREATE TABLE "release_edges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "release_edges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"file_id" uuid NOT NULL,
	"release_id" uuid NOT NULL,
	"edge_sha256" "bytea" NOT NULL,
	"channel" text NOT NULL,
	"stage" text NOT NULL,
	"ecosystem" text,
	"name" text,
	"spec" text NOT NULL,
	"url" text,
	"path" text NOT NULL,
	"line" integer NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"wanted" text,
	"target_sha256" "bytea",
	"target_release_id" uuid,
	"resolved_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "release_edges_subject" UNIQUE("file_id","edge_sha256")
);
--> statement-breakpoint
CREATE INDEX "release_edges_release" ON "release_edges" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "release_edges_target" ON "release_edges" USING btree ("target_sha256","resolved_at") WHERE target_sha256 IS NOT NULL;--> statement-breakpoint
CREATE INDEX "release_edges_target_release" ON "release_edges" USING btree ("target_release_id") WHERE target_release_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "release_edges_name" ON "release_edges" USING btree ("ecosystem","name") WHERE name IS NOT NULL;