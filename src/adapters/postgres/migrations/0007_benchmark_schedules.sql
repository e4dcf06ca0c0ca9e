CREATE TABLE "voxseek"."benchmark_schedules" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"note" text,
	"document" jsonb NOT NULL,
	"trigger" jsonb NOT NULL,
	"overlap" text NOT NULL,
	"paused" boolean NOT NULL,
	"created_by" text NOT NULL,
	"watch" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "benchmark_schedules_team_id_id_pk" PRIMARY KEY("team_id","id"),
	CONSTRAINT "benchmark_schedules_name" UNIQUE("team_id","name")
);
--> statement-breakpoint
CREATE TABLE "voxseek"."scheduled_runs" (
	"team_id" text NOT NULL,
	"id" text NOT NULL,
	"schedule_id" text NOT NULL,
	"state" text NOT NULL,
	"data_state" text NOT NULL,
	"benchmark_run_id" text,
	"previous_run_id" text,
	"outcome" jsonb,
	"alert" boolean NOT NULL,
	"error" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "scheduled_runs_team_id_id_pk" PRIMARY KEY("team_id","id")
);
--> statement-breakpoint
ALTER TABLE "voxseek"."benchmark_schedules" ADD CONSTRAINT "benchmark_schedules_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "voxseek"."teams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voxseek"."scheduled_runs" ADD CONSTRAINT "scheduled_runs_schedule" FOREIGN KEY ("team_id","schedule_id") REFERENCES "voxseek"."benchmark_schedules"("team_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scheduled_runs_created" ON "voxseek"."scheduled_runs" USING btree ("team_id","schedule_id","created_at","id");--> statement-breakpoint
-- Written by hand from here on: row security, as on every other table of a team, and the one way past it, for what watches and reconciles.
do $$
declare
  tenant text;
begin
  foreach tenant in array array['benchmark_schedules', 'scheduled_runs']
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
create policy operator_reads on voxseek.benchmark_schedules for select to current_user using (true);
--> statement-breakpoint
create function voxseek.operator_benchmark_schedules() returns setof voxseek.benchmark_schedules
language sql stable security definer set search_path = ''
begin atomic
  select * from voxseek.benchmark_schedules s order by s.team_id, s.id;
end;
--> statement-breakpoint
revoke all on function voxseek.operator_benchmark_schedules() from public;
