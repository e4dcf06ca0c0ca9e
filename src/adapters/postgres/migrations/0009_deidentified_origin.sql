CREATE TABLE "voxseek"."job_secrets" (
	"team_id" text NOT NULL,
	"job_id" text NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "job_secrets_team_id_job_id_pk" PRIMARY KEY("team_id","job_id")
);
--> statement-breakpoint
ALTER TABLE "voxseek"."volumes" ADD COLUMN "series_key" text;--> statement-breakpoint
ALTER TABLE "voxseek"."volumes" ADD COLUMN "origin" jsonb;--> statement-breakpoint
ALTER TABLE "voxseek"."job_secrets" ADD CONSTRAINT "job_secrets_job" FOREIGN KEY ("team_id","job_id") REFERENCES "voxseek"."jobs"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "volumes_series" ON "voxseek"."volumes" USING btree ("team_id","series_key");--> statement-breakpoint
-- Written by hand from here on: row security, as on every other table of a team.
alter table voxseek.job_secrets enable row level security;
--> statement-breakpoint
alter table voxseek.job_secrets force row level security;
--> statement-breakpoint
create policy team_reads on voxseek.job_secrets for select using (voxseek.can_read(team_id, null));
--> statement-breakpoint
create policy team_inserts on voxseek.job_secrets for insert with check (voxseek.can_write(team_id, null));
--> statement-breakpoint
create policy team_updates on voxseek.job_secrets for update using (voxseek.can_write(team_id, null)) with check (voxseek.can_write(team_id, null));
--> statement-breakpoint
create policy team_deletes on voxseek.job_secrets for delete using (voxseek.can_write(team_id, null));
