ALTER TABLE "voxseek"."benchmark_runs" ADD COLUMN "overlap" jsonb;--> statement-breakpoint
ALTER TABLE "voxseek"."benchmark_runs" ADD COLUMN "annotation" jsonb;--> statement-breakpoint
ALTER TABLE "voxseek"."benchmark_runs" ADD COLUMN "perturbed" jsonb;