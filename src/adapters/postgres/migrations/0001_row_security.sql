-- Who may see and change a row. Every policy asks these two functions, so that sharing a data set between teams is later one table
-- of grants that they consult. `dataset` is null for rows that belong to no data set.
-- Plain SQL without a SET clause, so that the planner inlines them and still uses the indexes that begin with team_id.
-- The setting is unset, or empty once a transaction that set it has ended: neither is a team, so there are no rows.
create function voxseek.can_read(team text, dataset text) returns boolean
language sql stable parallel safe
return team = pg_catalog.current_setting('voxseek.team_id', true);
--> statement-breakpoint
create function voxseek.can_write(team text, dataset text) returns boolean
language sql stable parallel safe
return team = pg_catalog.current_setting('voxseek.team_id', true);
--> statement-breakpoint
alter table voxseek.teams add constraint teams_id_not_empty check (id <> '');
--> statement-breakpoint
do $$
declare
  tenant record;
begin
  for tenant in
    select * from (values
      ('volumes', 'team_id', 'null'),
      ('segmentations', 'team_id', 'null'),
      ('region_counts', 'team_id', 'null'),
      ('datasets', 'team_id', 'id'),
      ('dataset_members', 'team_id', 'dataset_id'),
      ('snapshots', 'team_id', 'dataset_id'),
      ('snapshot_members', 'team_id', 'dataset_id'),
      ('models', 'team_id', 'null'),
      ('recipes', 'team_id', 'null'),
      ('embeddings', 'team_id', 'null'),
      ('vector_indexes', 'team_id', 'null'),
      ('indexed_volumes', 'team_id', 'null'),
      ('jobs', 'team_id', 'null'),
      ('uploads', 'team_id', 'null'),
      ('query_volumes', 'team_id', 'null'),
      ('retrieval_runs', 'team_id', 'null'),
      ('benchmarks', 'team_id', 'null'),
      ('benchmark_runs', 'team_id', 'null'),
      ('api_tokens', 'team_id', 'null'),
      ('teams', 'id', 'null')
    ) as listed(name, team, dataset)
  loop
    execute format('alter table voxseek.%I enable row level security', tenant.name);
    execute format('alter table voxseek.%I force row level security', tenant.name);
    execute format('create policy team_reads on voxseek.%I for select using (voxseek.can_read(%I, %s))', tenant.name, tenant.team, tenant.dataset);
    execute format('create policy team_inserts on voxseek.%I for insert with check (voxseek.can_write(%I, %s))', tenant.name, tenant.team, tenant.dataset);
    execute format('create policy team_updates on voxseek.%I for update using (voxseek.can_write(%2$I, %3$s)) with check (voxseek.can_write(%2$I, %3$s))', tenant.name, tenant.team, tenant.dataset);
    execute format('create policy team_deletes on voxseek.%I for delete using (voxseek.can_write(%I, %s))', tenant.name, tenant.team, tenant.dataset);
  end loop;
end
$$;
--> statement-breakpoint
create policy operator_models_are_readable on voxseek.models for select using (team_id is null);
--> statement-breakpoint
-- Row security is forced on the owner too, so what the operator's functions below may touch is spelled out here, and nothing else.
create policy operator_reads on voxseek.teams for select to current_user using (true);
--> statement-breakpoint
create policy operator_inserts on voxseek.teams for insert to current_user with check (true);
--> statement-breakpoint
create policy operator_reads on voxseek.api_tokens for select to current_user using (true);
--> statement-breakpoint
create policy operator_inserts on voxseek.api_tokens for insert to current_user with check (true);
--> statement-breakpoint
create policy operator_inserts on voxseek.models for insert to current_user with check (team_id is null);
--> statement-breakpoint
create policy operator_updates on voxseek.models for update to current_user using (team_id is null) with check (team_id is null);
--> statement-breakpoint
create policy operator_reads on voxseek.jobs for select to current_user using (true);
--> statement-breakpoint
create policy operator_reads on voxseek.uploads for select to current_user using (true);
--> statement-breakpoint
create policy operator_reads on voxseek.query_volumes for select to current_user using (true);
