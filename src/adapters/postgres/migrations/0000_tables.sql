CREATE SCHEMA "voxseek";
--> statement-breakpoint
CREATE TABLE "voxseek"."dataset_members" (
	"team_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"volume_id" text NOT NULL,
	"split" text NOT NULL,
	"labels" jsonb NOT NULL,
	CONSTRAINT "dataset_members_team_id_dataset_id_volume_id_pk" PRIMARY KEY("team_id","dataset_id","volume_id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."datasets" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "datasets_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "datasets_name" UNIQUE("team_id","name")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."snapshot_members" (
	"team_id" text NOT NULL,
	"snapshot_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"volume_id" text NOT NULL,
	"split" text NOT NULL,
	"labels" jsonb NOT NULL,
	"voxel_hash" text NOT NULL,
	"patient_id" text NOT NULL,
	"derived_from" text[] NOT NULL,
	"slice_count" integer NOT NULL,
	"segmentation_id" text,
	"segmentation_version" integer,
	"segmentation_hash" text,
	CONSTRAINT "snapshot_members_team_id_snapshot_id_volume_id_pk" PRIMARY KEY("team_id","snapshot_id","volume_id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."snapshots" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"hash" text NOT NULL,
	"volume_count" integer NOT NULL,
	"slice_count" integer NOT NULL,
	"reproducible" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "snapshots_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."embeddings" (
	"team_id" text NOT NULL,
	"volume_id" text NOT NULL,
	"recipe_id" text NOT NULL,
	"object_key" text NOT NULL,
	"slices" integer NOT NULL,
	"dimension" integer NOT NULL,
	"sha256" text NOT NULL,
	"provider" text NOT NULL,
	"seconds" double precision NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "embeddings_team_id_recipe_id_volume_id_pk" PRIMARY KEY("team_id","recipe_id","volume_id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."indexed_volumes" (
	"team_id" text NOT NULL,
	"index_id" text NOT NULL,
	"volume_id" text NOT NULL,
	CONSTRAINT "indexed_volumes_team_id_index_id_volume_id_pk" PRIMARY KEY("team_id","index_id","volume_id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."models" (
	"team_id" text,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"revision" text NOT NULL,
	"sha256" text NOT NULL,
	"dimension" integer NOT NULL,
	"entry" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "models_id" UNIQUE NULLS NOT DISTINCT("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."recipes" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"model_id" text NOT NULL,
	"hash" text NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recipes_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."vector_indexes" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"recipe_id" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"snapshot_id" text,
	"dataset_ids" text[],
	"state" text NOT NULL,
	"collection" text,
	"generation" integer NOT NULL,
	"expected_slices" integer NOT NULL,
	"indexed_slices" integer NOT NULL,
	"skipped" jsonb NOT NULL,
	"build_seconds" double precision,
	"server" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"built_at" timestamp (3) with time zone,
	CONSTRAINT "vector_indexes_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."benchmark_runs" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"benchmark_id" text NOT NULL,
	"job_id" text NOT NULL,
	"state" text NOT NULL,
	"run_ids" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "benchmark_runs_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."benchmarks" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "benchmarks_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."retrieval_runs" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"job_id" text NOT NULL,
	"benchmark_run_id" text,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"snapshot_id" text NOT NULL,
	"index_id" text,
	"control" text,
	"config" jsonb NOT NULL,
	"version" text NOT NULL,
	"metrics" jsonb,
	"times" jsonb,
	"results_key" text,
	"reproducible" boolean NOT NULL,
	"error" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "retrieval_runs_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."jobs" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"attempt" integer NOT NULL,
	"input" jsonb,
	"result" jsonb,
	"skipped" jsonb NOT NULL,
	"error" jsonb,
	"stage" text NOT NULL,
	"done" double precision NOT NULL,
	"total" double precision,
	"unit" text NOT NULL,
	"rate" double precision,
	"cancel_requested" boolean NOT NULL,
	"started" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."query_volumes" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"recipe_id" text NOT NULL,
	"state" text NOT NULL,
	"same_as_volume_id" text,
	"patient_id" text,
	"slice_count" integer,
	"voxel_hash" text,
	"embedding_key" text,
	"job_id" text,
	"error" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "query_volumes_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."uploads" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"state" text NOT NULL,
	"object_key" text NOT NULL,
	"file_name" text NOT NULL,
	"max_bytes" bigint NOT NULL,
	"sha256" text,
	"bytes" bigint,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uploads_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "uploads_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"team_id" text NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "api_tokens_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."teams" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "teams_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."region_counts" (
	"team_id" text NOT NULL,
	"segmentation_id" text NOT NULL,
	"region" text NOT NULL,
	"position" integer NOT NULL,
	"pixel_counts" integer[] NOT NULL,
	"most_pixels" integer NOT NULL,
	CONSTRAINT "region_counts_team_id_segmentation_id_region_pk" PRIMARY KEY("team_id","segmentation_id","region")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."segmentations" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"volume_id" text NOT NULL,
	"version" integer NOT NULL,
	"taxonomy" text NOT NULL,
	"producer" jsonb NOT NULL,
	"covers" text[] NOT NULL,
	"unknown_labels" jsonb NOT NULL,
	"mask_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "segmentations_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "segmentations_version" UNIQUE("team_id","volume_id","version"),
	CONSTRAINT "segmentations_mask" UNIQUE("team_id","volume_id","mask_hash")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."volumes" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"patient_id" text NOT NULL,
	"study_id" text NOT NULL,
	"name" text,
	"voxel_hash" text NOT NULL,
	"canonical_version" integer NOT NULL,
	"voxel_type" text NOT NULL,
	"nx" integer NOT NULL,
	"ny" integer NOT NULL,
	"nz" integer NOT NULL,
	"sx" double precision NOT NULL,
	"sy" double precision NOT NULL,
	"sz" double precision NOT NULL,
	"affine" jsonb NOT NULL,
	"slice_flags" smallint[] NOT NULL,
	"import_notes" jsonb NOT NULL,
	"derived_from" text[] NOT NULL,
	"bytes" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "volumes_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "volumes_voxel_hash" UNIQUE("team_id","voxel_hash")
);
--> statement-breakpoint
ALTER TABLE "voxseek"."dataset_members" ADD CONSTRAINT "dataset_members_dataset" FOREIGN KEY ("team_id","dataset_id") REFERENCES "voxseek"."datasets"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."dataset_members" ADD CONSTRAINT "dataset_members_volume_fk" FOREIGN KEY ("team_id","volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."datasets" ADD CONSTRAINT "datasets_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."snapshot_members" ADD CONSTRAINT "snapshot_members_snapshot" FOREIGN KEY ("team_id","snapshot_id") REFERENCES "voxseek"."snapshots"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."snapshot_members" ADD CONSTRAINT "snapshot_members_volume_fk" FOREIGN KEY ("team_id","volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."snapshots" ADD CONSTRAINT "snapshots_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."embeddings" ADD CONSTRAINT "embeddings_volume_fk" FOREIGN KEY ("team_id","volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."embeddings" ADD CONSTRAINT "embeddings_recipe_fk" FOREIGN KEY ("team_id","recipe_id") REFERENCES "voxseek"."recipes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."indexed_volumes" ADD CONSTRAINT "indexed_volumes_index" FOREIGN KEY ("team_id","index_id") REFERENCES "voxseek"."vector_indexes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."indexed_volumes" ADD CONSTRAINT "indexed_volumes_volume_fk" FOREIGN KEY ("team_id","volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."models" ADD CONSTRAINT "models_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."recipes" ADD CONSTRAINT "recipes_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."vector_indexes" ADD CONSTRAINT "vector_indexes_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."benchmark_runs" ADD CONSTRAINT "benchmark_runs_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."benchmarks" ADD CONSTRAINT "benchmarks_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."retrieval_runs" ADD CONSTRAINT "retrieval_runs_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."jobs" ADD CONSTRAINT "jobs_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."query_volumes" ADD CONSTRAINT "query_volumes_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."uploads" ADD CONSTRAINT "uploads_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."api_tokens" ADD CONSTRAINT "api_tokens_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."region_counts" ADD CONSTRAINT "region_counts_segmentation" FOREIGN KEY ("team_id","segmentation_id") REFERENCES "voxseek"."segmentations"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."segmentations" ADD CONSTRAINT "segmentations_volume" FOREIGN KEY ("team_id","volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."volumes" ADD CONSTRAINT "volumes_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dataset_members_volume" ON "voxseek"."dataset_members" USING btree ("team_id","volume_id");--> statement-breakpoint
CREATE INDEX "snapshot_members_volume" ON "voxseek"."snapshot_members" USING btree ("team_id","volume_id");--> statement-breakpoint
CREATE UNIQUE INDEX "snapshots_hash" ON "voxseek"."snapshots" USING btree ("team_id","dataset_id","hash") WHERE "voxseek"."snapshots"."reproducible";--> statement-breakpoint
CREATE INDEX "snapshots_created" ON "voxseek"."snapshots" USING btree ("team_id","dataset_id","created_at","id");--> statement-breakpoint
CREATE INDEX "embeddings_volume" ON "voxseek"."embeddings" USING btree ("team_id","volume_id");--> statement-breakpoint
CREATE INDEX "indexed_volumes_volume" ON "voxseek"."indexed_volumes" USING btree ("team_id","volume_id");--> statement-breakpoint
CREATE INDEX "recipes_model" ON "voxseek"."recipes" USING btree ("team_id","model_id");--> statement-breakpoint
CREATE INDEX "vector_indexes_recipe" ON "voxseek"."vector_indexes" USING btree ("team_id","recipe_id");--> statement-breakpoint
CREATE INDEX "vector_indexes_snapshot" ON "voxseek"."vector_indexes" USING btree ("team_id","snapshot_id");--> statement-breakpoint
CREATE INDEX "benchmark_runs_created" ON "voxseek"."benchmark_runs" USING btree ("team_id","created_at","id");--> statement-breakpoint
CREATE INDEX "benchmark_runs_job" ON "voxseek"."benchmark_runs" USING btree ("team_id","job_id");--> statement-breakpoint
CREATE INDEX "retrieval_runs_created" ON "voxseek"."retrieval_runs" USING btree ("team_id","created_at","id");--> statement-breakpoint
CREATE INDEX "retrieval_runs_snapshot" ON "voxseek"."retrieval_runs" USING btree ("team_id","snapshot_id");--> statement-breakpoint
CREATE INDEX "jobs_created" ON "voxseek"."jobs" USING btree ("team_id","created_at","id");--> statement-breakpoint
CREATE INDEX "jobs_unstarted" ON "voxseek"."jobs" USING btree ("requested_at") WHERE not "voxseek"."jobs"."started" and "voxseek"."jobs"."state" = 'QUEUED';--> statement-breakpoint
CREATE INDEX "jobs_updated" ON "voxseek"."jobs" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "query_volumes_expiry" ON "voxseek"."query_volumes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "query_volumes_same_as" ON "voxseek"."query_volumes" USING btree ("team_id","same_as_volume_id");--> statement-breakpoint
CREATE INDEX "uploads_expiry" ON "voxseek"."uploads" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "api_tokens_team" ON "voxseek"."api_tokens" USING btree ("team_id");--> statement-breakpoint
CREATE INDEX "region_counts_region" ON "voxseek"."region_counts" USING btree ("team_id","region");--> statement-breakpoint
CREATE INDEX "volumes_name" ON "voxseek"."volumes" USING btree ("team_id","name");--> statement-breakpoint
CREATE INDEX "volumes_patient" ON "voxseek"."volumes" USING btree ("team_id","patient_id");