import { DatabaseSync } from 'node:sqlite'
import { inPostgres } from '../../tests/services/postgres-query.ts'

/** What is written: traces over thirty days, twenty in a session. */
export interface Contents {
  readonly traces: number
  readonly endMs: number
}

export const tracesPerSession = 20
/** The oldest sessions have what no other has, so that finding them is finding the last ones. */
export const oldestOnes = 60
export const spanMs = 30 * 24 * 60 * 60 * 1000

/** Writes into a database that is migrated and empty. */
export async function fill(url: string, contents: Contents): Promise<void> {
  if (url.startsWith('postgres:')) {
    await inPostgres(url, statementsOf(contents, postgresWords).join(';'))
    await inPostgres(url, 'vacuum analyze')
    return
  }
  const database = new DatabaseSync(url.slice('sqlite:'.length))
  try {
    database.exec(['begin', ...statementsOf(contents, sqliteWords), 'commit'].join(';'))
  } finally {
    database.close()
  }
}

function statementsOf({ traces, endMs }: Contents, { id, series }: Words): string[] {
  const sessions = traces / tracesPerSession
  const startMs = endMs - spanMs
  const everyMs = Math.floor(spanMs / sessions)
  const timeOfSession = `(${startMs} + s * ${everyMs})`
  const sessionOfTrace = `(i / ${tracesPerSession})`
  const startOfTrace = `(${startMs} + ${sessionOfTrace} * ${everyMs})`
  const timeOfTrace = `(${startOfTrace} + (i % ${tracesPerSession}) * 1000 + 1)`
  const recentMs = endMs - spanMs / 10
  return [
    `insert into sessions (id, project_id, title, agent, metadata, created_at)
      select ${id(timeOfSession, 's')}, 'default',
      case when s < ${oldestOnes} then 'an old zebra' else 'a run about topic ' || (s % 1000) end,
      case when s < ${oldestOnes} then 'retired' else 'mail' end, '{}', ${timeOfSession}
      from ${series('s', sessions)}`,
    `insert into session_tags (project_id, session_id, position, tag)
      select 'default', ${id(timeOfSession, 's')}, 0, case when s < ${oldestOnes} then 'retired' else 'common' end
      from ${series('s', sessions)}`,
    `insert into traces (id, project_id, session_id, role, phase, tool, content, decision, reasons, rules_ran,
      rules_out_of_scope, rules_not_evaluated, rule_set, created_at, shadow, rules_shadow, masked)
      select ${id(timeOfTrace, 'i')}, 'default', ${id(startOfTrace, sessionOfTrace)}, 'tool', 'tool_call', 'shell',
      '{"tool":"shell","args":{"command":"ls -la /srv/data/' || i || '"}}',
      case when ${sessionOfTrace} < ${oldestOnes} and i % 5 = 0 then 'ask'
      when i % ${tracesPerSession * 8} = 3 then 'warn' else 'allow' end,
      '[]', 10, 2, 0, 1, ${timeOfTrace}, '[]', 0, 0 from ${series('i', traces)}`,
    `insert into session_decisions (project_id, decision, session_id)
      select distinct 'default', decision, session_id from traces where decision <> 'allow'`,
    `insert into outbox (id, project_id, created_at, due_at, state, cause)
      select id, 'default', created_at, created_at, case when created_at % 3 = 0 then 'dead' else 'waiting' end,
      case when created_at % 3 = 1 then null else 'timeout' end from traces where created_at >= ${recentMs}`,
    `insert into checks (trace_id, project_id, session_id, outcome, raised, model, explanation, categories,
      latency_ms, attempts, cached, content_hash, created_at)
      select id, 'default', session_id, 'allow', 0, 'm', '', '[]', 1, 1, 0, 'h', created_at
      from traces where created_at < ${recentMs}`,
    `insert into audit_logs (project_id, actor, action, target_type, target_id, details, created_at)
      select 'default', 'system', case when i < ${oldestOnes} then 'rule_create' else 'trace_block' end,
      case when i < ${oldestOnes} then 'rule' else 'trace' end, 't', '{}', ${startMs} + i * ${Math.floor(everyMs / 2)}
      from ${series('i', sessions * 2)}`,
  ]
}

interface Words {
  series(name: string, count: number): string
  id(timeMs: string, number: string): string
}

const sqliteWords: Words = {
  series: (name, count) =>
    `(with recursive series (${name}) as (select 0 union all select ${name} + 1 from series
      where ${name} + 1 < ${count}) select ${name} from series)`,
  id: (timeMs, number) => `printf('%08x-%04x-7000-8000-%012x', (${timeMs}) >> 16, (${timeMs}) & 65535, ${number})`,
}

const postgresWords: Words = {
  series: (name, count) => `generate_series(0::bigint, ${count - 1}) as series (${name})`,
  id: (timeMs, number) =>
    `lpad(to_hex((${timeMs}) >> 16), 8, '0') || '-' || lpad(to_hex((${timeMs}) & 65535), 4, '0')
      || '-7000-8000-' || lpad(to_hex(${number}), 12, '0')`,
}
