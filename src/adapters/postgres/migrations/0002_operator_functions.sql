-- What crosses teams, function by function: each runs as the owner of the tables, with an empty search path.
create function voxseek.operator_create_team(id text, name text) returns setof voxseek.teams
language sql security definer set search_path = ''
begin atomic
  insert into voxseek.teams (id, name) values ($1, $2) on conflict do nothing returning *;
end;
--> statement-breakpoint
create function voxseek.operator_find_team(name text) returns setof voxseek.teams
language sql stable security definer set search_path = ''
begin atomic
  select * from voxseek.teams t where t.name = $1;
end;
--> statement-breakpoint
create function voxseek.operator_create_token(id text, team text, name text, scopes text[], secret_hash text, expires_at timestamptz)
returns setof voxseek.api_tokens
language sql security definer set search_path = ''
begin atomic
  insert into voxseek.api_tokens (id, team_id, name, scopes, secret_hash, expires_at) values ($1, $2, $3, $4, $5, $6) returning *;
end;
--> statement-breakpoint
create function voxseek.operator_find_token(secret_hash text) returns setof voxseek.api_tokens
language sql stable security definer set search_path = ''
begin atomic
  select * from voxseek.api_tokens t where t.secret_hash = $1;
end;
--> statement-breakpoint
create function voxseek.operator_find_upload(secret_hash text) returns setof voxseek.uploads
language sql stable security definer set search_path = ''
begin atomic
  select * from voxseek.uploads u where u.secret_hash = $1;
end;
--> statement-breakpoint
-- No row comes back where the id is taken by other bytes.
create function voxseek.operator_put_model(id text, name text, revision text, sha256 text, dimension integer, entry jsonb, created_at timestamptz)
returns setof voxseek.models
language sql security definer set search_path = ''
begin atomic
  insert into voxseek.models as stored (team_id, id, name, revision, sha256, dimension, entry, created_at)
  values (null, $1, $2, $3, $4, $5, $6, $7)
  on conflict (team_id, id) do update set name = $2, revision = $3, dimension = $5, entry = $6 where stored.sha256 = $4
  returning *;
end;
--> statement-breakpoint
create function voxseek.operator_unstarted_jobs(older_than_ms double precision) returns setof voxseek.jobs
language sql stable security definer set search_path = ''
begin atomic
  select * from voxseek.jobs j
  where not j.started and j.state = 'QUEUED' and j.requested_at <= now() - older_than_ms * interval '1 millisecond'
  order by j.requested_at, j.id limit 1000;
end;
--> statement-breakpoint
-- For a listener that lost its connection: what it may have missed.
create function voxseek.operator_jobs_changed_since(since timestamptz) returns table (team_id text, id text)
language sql stable security definer set search_path = ''
begin atomic
  select j.team_id, j.id from voxseek.jobs j where j.updated_at >= since order by j.updated_at limit 10000;
end;
--> statement-breakpoint
create function voxseek.operator_expired_query_volumes(at timestamptz) returns table (team_id text, id text)
language sql stable security definer set search_path = ''
begin atomic
  select q.team_id, q.id from voxseek.query_volumes q where q.expires_at <= at order by q.expires_at, q.id limit 1000;
end;
--> statement-breakpoint
create function voxseek.operator_expired_uploads(at timestamptz) returns table (team_id text, id text, object_key text)
language sql stable security definer set search_path = ''
begin atomic
  select u.team_id, u.id, u.object_key from voxseek.uploads u where u.expires_at <= at order by u.expires_at, u.id limit 1000;
end;
--> statement-breakpoint
do $$
declare
  operator_function record;
begin
  for operator_function in
    select p.oid::regprocedure as signature from pg_catalog.pg_proc p where p.pronamespace = 'voxseek'::regnamespace and p.prosecdef
  loop
    execute format('revoke all on function %s from public', operator_function.signature);
  end loop;
end
$$;
--> statement-breakpoint
-- Ids only: whoever listens reads the row under its own team.
create function voxseek.announce_job() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform pg_catalog.pg_notify('voxseek_job', new.team_id || ' ' || new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger announce_job after insert or update on voxseek.jobs for each row execute function voxseek.announce_job();
