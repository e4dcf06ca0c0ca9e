ALTER TABLE "voxseek"."scheduled_runs" ADD COLUMN "fire" text;--> statement-breakpoint
CREATE INDEX "scheduled_runs_under_way" ON "voxseek"."scheduled_runs" USING btree ("created_at") WHERE "voxseek"."scheduled_runs"."state" = 'RUNNING';--> statement-breakpoint
-- Written by hand from here on: the runs that are to be seen to their end, past row security.
create policy operator_reads on voxseek.scheduled_runs for select to current_user using (true);
--> statement-breakpoint
create function voxseek.operator_fires_under_way() returns table (team_id text, schedule_id text, fire text)
language sql stable security definer set search_path = ''
begin atomic
  select r.team_id, r.schedule_id, r.fire from voxseek.scheduled_runs r
  where r.state = 'RUNNING' and r.fire is not null order by r.created_at limit 1000;
end;
--> statement-breakpoint
revoke all on function voxseek.operator_fires_under_way() from public;
