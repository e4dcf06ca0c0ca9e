CREATE TABLE "voxseek"."assignments" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"study_id" text NOT NULL,
	"reader_id" text NOT NULL,
	"topic" integer NOT NULL,
	"item" integer,
	"session" integer NOT NULL,
	"condition" text,
	"position" integer NOT NULL,
	CONSTRAINT "assignments_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "assignments_position" UNIQUE("team_id","reader_id","position")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."judgements" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"study_id" text NOT NULL,
	"assignment_id" text NOT NULL,
	"reader_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"verdict" jsonb NOT NULL,
	"seconds" double precision NOT NULL,
	"comment" text,
	"standing" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "judgements_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "judgements_sequence" UNIQUE("team_id","assignment_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."reader_studies" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"instructions" text,
	"state" text NOT NULL,
	"snapshot_id" text NOT NULL,
	"design" jsonb NOT NULL,
	"seed" text NOT NULL,
	"reproducible" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "reader_studies_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."reader_study_items" (
	"team_id" text NOT NULL,
	"study_id" text NOT NULL,
	"topic" integer NOT NULL,
	"position" integer NOT NULL,
	"volume_id" text,
	"sources" jsonb NOT NULL,
	CONSTRAINT "reader_study_items_team_id_study_id_topic_position_pk" PRIMARY KEY("team_id","study_id","topic","position")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."reader_study_topics" (
	"team_id" text NOT NULL,
	"study_id" text NOT NULL,
	"position" integer NOT NULL,
	"volume_id" text,
	"cluster" integer NOT NULL,
	"question" text,
	"truth" boolean,
	CONSTRAINT "reader_study_topics_team_id_study_id_position_pk" PRIMARY KEY("team_id","study_id","position")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."readers" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"study_id" text NOT NULL,
	"code" text NOT NULL,
	"position" integer NOT NULL,
	"key_hash" text NOT NULL,
	CONSTRAINT "readers_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "readers_key_hash_unique" UNIQUE("key_hash"),
	CONSTRAINT "readers_position" UNIQUE("team_id","study_id","position")
);
--> statement-breakpoint
ALTER TABLE "voxseek"."assignments" ADD CONSTRAINT "assignments_reader" FOREIGN KEY ("team_id","reader_id") REFERENCES "voxseek"."readers"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."assignments" ADD CONSTRAINT "assignments_topic_fk" FOREIGN KEY ("team_id","study_id","topic") REFERENCES "voxseek"."reader_study_topics"("team_id","study_id","position") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."judgements" ADD CONSTRAINT "judgements_assignment" FOREIGN KEY ("team_id","assignment_id") REFERENCES "voxseek"."assignments"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."reader_studies" ADD CONSTRAINT "reader_studies_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."reader_study_items" ADD CONSTRAINT "reader_study_items_topic" FOREIGN KEY ("team_id","study_id","topic") REFERENCES "voxseek"."reader_study_topics"("team_id","study_id","position") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."reader_study_topics" ADD CONSTRAINT "reader_study_topics_study" FOREIGN KEY ("team_id","study_id") REFERENCES "voxseek"."reader_studies"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."readers" ADD CONSTRAINT "readers_study" FOREIGN KEY ("team_id","study_id") REFERENCES "voxseek"."reader_studies"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignments_topic" ON "voxseek"."assignments" USING btree ("team_id","study_id","topic");--> statement-breakpoint
CREATE INDEX "judgements_study" ON "voxseek"."judgements" USING btree ("team_id","study_id","recorded_at","id");--> statement-breakpoint
CREATE INDEX "judgements_reader" ON "voxseek"."judgements" USING btree ("team_id","reader_id");--> statement-breakpoint
CREATE INDEX "reader_studies_created" ON "voxseek"."reader_studies" USING btree ("team_id","created_at","id");--> statement-breakpoint
CREATE INDEX "reader_study_items_volume" ON "voxseek"."reader_study_items" USING btree ("team_id","volume_id");--> statement-breakpoint
CREATE INDEX "reader_study_topics_volume" ON "voxseek"."reader_study_topics" USING btree ("team_id","volume_id");--> statement-breakpoint
-- Written by hand from here on: row security, as on every other table of a team, and the one way in that a reader's key has.
do $$
declare
  tenant text;
begin
  foreach tenant in array array['reader_studies', 'readers', 'reader_study_topics', 'reader_study_items', 'assignments', 'judgements']
  loop
    execute format('alter table voxseek.%I enable row level security', tenant);
    execute format('alter table voxseek.%I force row level security', tenant);
    execute format('create policy team_reads on voxseek.%I for select using (voxseek.can_read(team_id, null))', tenant);
    execute format('create policy team_inserts on voxseek.%I for insert with check (voxseek.can_write(team_id, null))', tenant);
    execute format('create policy team_updates on voxseek.%I for update using (voxseek.can_write(team_id, null)) with check (voxseek.can_write(team_id, null))', tenant);
    execute format('create policy team_deletes on voxseek.%I for delete using (voxseek.can_write(team_id, null))', tenant);
  end loop;
end
$$;
--> statement-breakpoint
create policy operator_reads on voxseek.readers for select to current_user using (true);
--> statement-breakpoint
create function voxseek.operator_find_reader(key_hash text) returns setof voxseek.readers
language sql stable security definer set search_path = ''
begin atomic
  select * from voxseek.readers r where r.key_hash = $1;
end;
--> statement-breakpoint
revoke all on function voxseek.operator_find_reader(text) from public;
