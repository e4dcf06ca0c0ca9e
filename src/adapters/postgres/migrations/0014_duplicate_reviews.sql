CREATE TABLE "voxseek"."duplicate_reviews" (
	"team_id" text NOT NULL,
	"first_volume_id" text NOT NULL,
	"second_volume_id" text NOT NULL,
	"verdict" text NOT NULL,
	"reviewed_by" text NOT NULL,
	"reviewed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "duplicate_reviews_team_id_first_volume_id_second_volume_id_pk" PRIMARY KEY("team_id","first_volume_id","second_volume_id")
);
--> statement-breakpoint
ALTER TABLE "voxseek"."duplicate_reviews" ADD CONSTRAINT "duplicate_reviews_first_fk" FOREIGN KEY ("team_id","first_volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."duplicate_reviews" ADD CONSTRAINT "duplicate_reviews_second_fk" FOREIGN KEY ("team_id","second_volume_id") REFERENCES "voxseek"."volumes"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "duplicate_reviews_second" ON "voxseek"."duplicate_reviews" USING btree ("team_id","second_volume_id");--> statement-breakpoint
-- Written by hand from here on: row security, as on every other table of a team.
alter table voxseek.duplicate_reviews enable row level security;
--> statement-breakpoint
alter table voxseek.duplicate_reviews force row level security;
--> statement-breakpoint
create policy team_reads on voxseek.duplicate_reviews for select using (voxseek.can_read(team_id, null));
--> statement-breakpoint
create policy team_inserts on voxseek.duplicate_reviews for insert with check (voxseek.can_write(team_id, null));
--> statement-breakpoint
create policy team_updates on voxseek.duplicate_reviews for update using (voxseek.can_write(team_id, null)) with check (voxseek.can_write(team_id, null));
--> statement-breakpoint
create policy team_deletes on voxseek.duplicate_reviews for delete using (voxseek.can_write(team_id, null));
