-- Its body was bound to the columns that jobs had when it was made, and gives rows that lack the newer one. As text it is read anew at each call.
create or replace function voxseek.operator_unstarted_jobs(older_than_ms double precision) returns setof voxseek.jobs
language sql stable security definer set search_path = ''
as $$
  select * from voxseek.jobs j
  where not j.started and j.state = 'QUEUED' and j.requested_at <= now() - older_than_ms * interval '1 millisecond'
  order by j.requested_at, j.id limit 1000;
$$;
