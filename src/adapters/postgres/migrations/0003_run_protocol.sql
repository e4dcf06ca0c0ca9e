ALTER TABLE "voxseek"."retrieval_runs" ADD COLUMN "gallery_splits" jsonb;--> statement-breakpoint
ALTER TABLE "voxseek"."retrieval_runs" ADD COLUMN "query_snapshot_id" text;--> statement-breakpoint
ALTER TABLE "voxseek"."retrieval_runs" ADD COLUMN "query_splits" jsonb;--> statement-breakpoint
-- Runs so far asked about the volumes of their own snapshot. Row security is forced on the owner too, which sees no row of a team.
ALTER TABLE "voxseek"."retrieval_runs" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "voxseek"."retrieval_runs" SET "query_snapshot_id" = "snapshot_id";--> statement-breakpoint
ALTER TABLE "voxseek"."retrieval_runs" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "voxseek"."retrieval_runs" ALTER COLUMN "query_snapshot_id" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "retrieval_runs_query_snapshot" ON "voxseek"."retrieval_runs" USING btree ("team_id","query_snapshot_id");
