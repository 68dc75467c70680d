/**
 * Everything that a batch writes, as one statement over JSON arrays: one plan, one journey to the server, and no work of
 * a query builder for each row. `$1` traces, `$2` audit entries, `$3` incidents, `$4` ids of traces to be checked.
 */
export const writeBatch = `
with written as (
  insert into traces select * from json_populate_recordset(null::traces, $1)
), decided as (
  insert into session_decisions (project_id, decision, session_id)
  select distinct project_id, decision, session_id from json_populate_recordset(null::traces, $1) where decision <> 'allow'
  order by 1, 2, 3
  on conflict do nothing
), audited as (
  insert into audit_logs (project_id, actor, action, target_type, target_id, details, created_at)
  select project_id, actor, action, target_type, target_id, details, created_at
  from json_populate_recordset(null::audit_logs, $2)
), told as (
  insert into deliveries (id, project_id, kind, payload, created_at, due_at, attempts, state)
  select id, project_id, kind, payload, created_at, due_at, 0, 'waiting'
  from json_populate_recordset(null::deliveries, $3)
  on conflict do nothing
)
insert into outbox (id, project_id, created_at, due_at)
select id, project_id, created_at, created_at from json_populate_recordset(null::traces, $1) where id = any($4)`

/** The sessions of a batch. Held until the end of the transaction, so that none is deleted under its traces. */
export const lockSessions = `
select id, project_id, quarantined_at, quarantined_by from sessions where id = any($1) order by id for key share`

/** Keys that have outlived their time stand for nothing. */
export const forgetKeys = `
delete from idempotency_keys using unnest($1::text[], $2::text[]) as used (project_id, key)
where idempotency_keys.project_id = used.project_id and idempotency_keys.key = used.key
and idempotency_keys.created_at <= $3`

/** Takes the keys that are free; waits for another transaction that is about to take the same. */
export const takeKeys = `
insert into idempotency_keys (project_id, key, body_hash, trace_id, session_id, created_at)
select project_id, key, body_hash, trace_id, session_id, created_at
from json_populate_recordset(null::idempotency_keys, $1) order by project_id, key
on conflict (project_id, key) do nothing
returning trace_id`

/** What keys stand for that were taken before, with the trace where it is still there. */
export const findKeys = `
select used.trace_id as asking, taken.body_hash = used.body_hash as same_body, to_json(traces) as trace
from json_populate_recordset(null::idempotency_keys, $1) as used
join idempotency_keys as taken on taken.project_id = used.project_id and taken.key = used.key
left join traces on traces.id = taken.trace_id`
