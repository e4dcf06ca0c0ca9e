CREATE TABLE "voxseek"."plane_counts" (
	"team_id" text NOT NULL,
	"segmentation_id" text NOT NULL,
	"plane" text NOT NULL,
	"region" text NOT NULL,
	"position" integer NOT NULL,
	"pixel_counts" integer[] NOT NULL,
	CONSTRAINT "plane_counts_team_id_segmentation_id_plane_region_pk" PRIMARY KEY("team_id","segmentation_id","plane","region")
);
--> statement-breakpoint
ALTER TABLE "voxseek"."volumes" ADD COLUMN "coronal_flags" smallint[];--> statement-breakpoint
ALTER TABLE "voxseek"."volumes" ADD COLUMN "sagittal_flags" smallint[];--> statement-breakpoint
ALTER TABLE "voxseek"."plane_counts" ADD CONSTRAINT "plane_counts_segmentation" FOREIGN KEY ("team_id","segmentation_id") REFERENCES "voxseek"."segmentations"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- Written by hand from here on: row security, as on every other table of a team.
alter table voxseek.plane_counts enable row level security;
--> statement-breakpoint
alter table voxseek.plane_counts force row level security;
--> statement-breakpoint
create policy team_reads on voxseek.plane_counts for select using (voxseek.can_read(team_id, null));
--> statement-breakpoint
create policy team_inserts on voxseek.plane_counts for insert with check (voxseek.can_write(team_id, null));
--> statement-breakpoint
create policy team_updates on voxseek.plane_counts for update using (voxseek.can_write(team_id, null)) with check (voxseek.can_write(team_id, null));
--> statement-breakpoint
create policy team_deletes on voxseek.plane_counts for delete using (voxseek.can_write(team_id, null));
