import { CompiledQuery, Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { identityAt } from '../conformance/invented-rows.ts'
import { SqlKeys } from '../store-sql/keys.ts'
import { migrateToLatest } from '../store-sql/migrate.ts'
import { SqlOutbox } from '../store-sql/outbox.ts'
import { SqlProjectStore } from '../store-sql/project-store.ts'
import type { Schema } from '../store-sql/schema.ts'
import { SqlTallies } from '../store-sql/tallies/sql-tallies.ts'
import { openDatabase } from './open-database.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'

const queries: CompiledQuery[] = []
const db = new Kysely<Schema>({
  dialect: new ImmediateSqliteDialect(openDatabase(':memory:', 1_000)),
  log: ({ query }) => {
    queries.push(query)
  },
})
await migrateToLatest(db)
const project = new SqlProjectStore({ db, projectId: 'default' }, () => Promise.reject(new Error('not here')))
const outbox = new SqlOutbox(db, 'whole-database')
const tallies = new SqlTallies(db)
const { id: sessionId, timeMs } = identityAt(5_000)
await project.createSession({ title: 'x', tags: ['a'] }, { id: sessionId, timeMs })
for (const id of ['one', 'other']) {
  await sql`insert into outbox (id, project_id, created_at, due_at) values (${id}, ${id}, 1, 1)`.execute(db)
  await sql`insert into deliveries values (${id}, ${id}, 'k', '{}', 1, 1, 0, null, 'waiting', null)`.execute(db)
}

const page = { limit: 50 }
const deep = { limit: 50, beforeId: identityAt(9_000).id }
const readings: Readonly<Record<string, () => Promise<unknown>>> = {
  sessions: () => project.sessions({}, page),
  'sessions, deep': () => project.sessions({}, deep),
  'sessions before a time': () => project.sessions({}, { limit: 50, beforeMs: 9_000 }),
  'sessions from and to': () => project.sessions({ fromMs: 1, toMs: 9_000 }, page),
  'sessions of an agent': () => project.sessions({ agent: 'a' }, deep),
  'sessions with a tag': () => project.sessions({ tag: 'a' }, deep),
  'sessions with a decision': () => project.sessions({ decision: 'warn' }, deep),
  'sessions that allow': () => project.sessions({ decision: 'allow' }, deep),
  'sessions with a tag and a decision': () => project.sessions({ tag: 'a', decision: 'warn' }, deep),
  'sessions of a tool': () => project.sessions({ tool: 't' }, deep),
  'sessions of a rule, a tool, a tag and a decision': () =>
    project.sessions({ rule: 'r', tool: 't', tag: 'a', decision: 'block' }, deep),
  'sessions in quarantine': () => project.sessions({ quarantined: true }, deep),
  'traces of all sessions': () => project.recentTraces({}, deep),
  'traces by what is tallied': () => project.recentTraces({ phase: 'user', decision: 'allow' }, deep),
  'traces of a tool and a rule': () => project.recentTraces({ tool: 't', rule: 'r', decision: 'block' }, page),
  'neighbours of a trace': () => project.neighbours({ id: identityAt(6_000).id, sessionId }),
  'rule sets': () => project.ruleSets({ limit: 50, beforeNumber: 9 }),
  statistics: () => project.stats({ fromMs: 0, toMs: 86_400_000, stepMs: 3_600_000, nowMs: 5_000 }),
  'hits of rules': () => project.ruleHits(['r'], 5_000),
  'what needs attention': () => project.attention(5_000),
  tallying: () => tallies.tally({ nowMs: Date.now(), limit: 50 }),
  'a session': () => project.session(sessionId),
  'traces of a session': () => project.traces(sessionId, { ...deep, order: 'desc' }),
  'traces of a session, as a timeline': () => project.traces(sessionId, { limit: 50, order: 'asc', afterMs: 1 }),
  audit: () => project.auditLogs({}, page),
  'audit of an action': () => project.auditLogs({ action: 'a' }, { limit: 50, beforeId: 9 }),
  'audit of a target': () => project.auditLogs({ targetType: 'a' }, { limit: 50, beforeId: 9 }),
  'audit of both': () => project.auditLogs({ action: 'a', targetType: 'a' }, page),
  'audit before a time': () => project.auditLogs({}, { limit: 50, beforeMs: 9_000 }),
  checks: () => project.checks({}, deep),
  'a check': () => project.check('t'),
  traces: () => project.tracesBetween({ after: 't', limit: 50 }),
  'audit entries': () => project.auditBetween({ after: 1, limit: 50 }),
  'newest ids': async () => [
    await project.newestTraceId(),
    await project.newestAuditId(),
    await project.newestAuditId(9_000),
  ],
  'a rule set': async () => [await project.ruleSetNumber(), await project.ruleSetByNumber(1)],
  'a key': () => new SqlKeys(db).keyByHash('h'),
  'due checks': () => outbox.dueChecks({ limit: 50, nowMs: 1 }),
  'claimed checks': () => outbox.claimChecks({ limit: 50, leaseMs: 1, nowMs: 1 }),
  'claimed deliveries': () => outbox.claimDeliveries({ limit: 50, leaseMs: 1, nowMs: 1 }),
  'the depth of the outbox': () => outbox.depth(),
}

test.each(Object.keys(readings))('no table is read through, and nothing sorted, for %s', async (name) => {
  queries.length = 0
  await readings[name]?.()
  if (/^(due|claimed) /.test(name)) expect(queries.map(({ sql }) => sql).join()).toContain('union all select')
  expect(queries.length).toBeGreaterThan(0)
  for (const { sql, parameters } of queries.splice(0)) {
    if (!/^(select|with|update)/.test(sql)) continue
    const { rows } = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    )
    expect([sql, rows.map(({ detail }) => detail).filter(isCostly)]).toEqual([sql, []])
  }
})

/** What reads a whole table or index, or sorts what it has read; of a subquery that was bounded before, either is cheap. */
function isCostly(detail: string): boolean {
  const bounded = /^SCAN (newest_entries|counted|waiting|due|start|walk|CONSTANT ROW|\(subquery-\d+\))/
  return (/^SCAN/.test(detail) && !bounded.test(detail)) || /USE TEMP B-TREE FOR (?:LAST TERM OF )?ORDER/.test(detail)
}

test('a page that would read a whole table is found out', async () => {
  const { rows } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw('explain query plan select * from sessions order by agent', []),
  )
  expect(rows.filter(({ detail }) => isCostly(detail)).length).toBe(2)
})

test('traces of a session are found by the session and not among those of the project', async () => {
  queries.length = 0
  await project.traces(sessionId, { ...deep, order: 'desc' })
  const [{ sql, parameters } = CompiledQuery.raw('')] = queries
  const { rows } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  )
  expect(rows.map(({ detail }) => detail).join()).toContain('INDEX traces_of_session (session_id=? AND id')
})
