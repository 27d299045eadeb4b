CREATE TABLE "compact_facts" (
	"file_id" uuid NOT NULL,
	"artifact_sha256" "bytea" NOT NULL,
	"engine" text NOT NULL,
	"facts" "bytea" NOT NULL,
	"file_keys" bigint[] DEFAULT '{}' NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "compact_facts_file_id_seen_at_pk" PRIMARY KEY("file_id","seen_at")
) PARTITION BY RANGE ("seen_at");
--> statement-breakpoint
CREATE TABLE "evidence_blobs" (
	"sha256" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"plain_bytes" bigint NOT NULL,
	"stored_bytes" bigint NOT NULL,
	"kept_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "evidence_blobs_sha256_kind_pk" PRIMARY KEY("sha256","kind")
);
--> statement-breakpoint
CREATE TABLE "kept_packs" (
	"file_id" uuid NOT NULL,
	"pack_sha256" "bytea" NOT NULL,
	"files" integer NOT NULL,
	"plain_bytes" bigint NOT NULL,
	"stored_bytes" bigint NOT NULL,
	"held" boolean DEFAULT false NOT NULL,
	"kept_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "kept_packs_file_id_pack_sha256_pk" PRIMARY KEY("file_id","pack_sha256")
);
--> statement-breakpoint
CREATE INDEX "compact_facts_file_keys" ON "compact_facts" USING gin ("file_keys");--> statement-breakpoint
CREATE INDEX "evidence_blobs_kept_at" ON "evidence_blobs" USING brin ("kept_at");--> statement-breakpoint
CREATE INDEX "kept_packs_pack" ON "kept_packs" USING btree ("pack_sha256");--> statement-breakpoint
CREATE INDEX "kept_packs_due" ON "kept_packs" USING btree ("kept_at","file_id") WHERE NOT held;
--> statement-breakpoint
CREATE TABLE compact_facts_default PARTITION OF compact_facts DEFAULT;
--> statement-breakpoint
-- They are compressed already: trying again costs time and gains nothing.
ALTER TABLE compact_facts ALTER COLUMN facts SET STORAGE EXTERNAL, ALTER COLUMN file_keys SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Blobs that were kept before there was a list of them. Their sizes are unknown: 0.
INSERT INTO evidence_blobs (sha256, kind, plain_bytes, stored_bytes, kept_at)
SELECT decode(facts->>'documentSha256', 'hex'), 'document', 0, 0, min(seen_at)
  FROM release_facts WHERE facts->>'documentSha256' ~ '^[0-9a-f]{64}$' GROUP BY 1;
--> statement-breakpoint
INSERT INTO evidence_blobs (sha256, kind, plain_bytes, stored_bytes, kept_at)
SELECT evidence_sha256, 'bundle', 0, 0, min(analysed_at)
  FROM analyses WHERE evidence_sha256 IS NOT NULL GROUP BY 1
UNION ALL
SELECT n.artifact_sha256, 'artifact', min(a.size_bytes), min(a.size_bytes), min(n.analysed_at)
  FROM analyses n JOIN artifacts a ON a.sha256 = n.artifact_sha256
 WHERE n.evidence_sha256 IS NOT NULL GROUP BY 1;
