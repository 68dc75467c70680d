import type { Store } from '@agentsentry/pipeline'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrateToLatest, rehearseMigration } from '../store-sql/migrate.ts'
import type { Schema } from '../store-sql/schema.ts'
import { auditOf, entryOf, ruleOf, traceOf } from './invented-rows.ts'

export interface DatabaseToMigrate {
  /** Connected, to a database that nothing was ever written to. */
  readonly db: Kysely<Schema>
  /** Ends the connection and opens the store that is in the database by then. */
  openStore(): Promise<Store>
}

const steps = ['0001-initial', '0002-shadow', '0003-production', '0004-tallies', '0005-turns'] as const

/** What is in a database of an earlier version is in that of this one, whichever version it was. */
export function describeMigrations(openEmpty: () => Promise<DatabaseToMigrate>): void {
  test.each(steps.slice(0, -1))(
    'what was written at %s is there afterwards, and numbers are not given again',
    async (step) => {
      const { db, openStore } = await openEmpty()
      await migrateToLatest(db, { step })
      await writeOldRows(db, step)
      expect(await migrateToLatest(db)).toEqual(steps.slice(steps.indexOf(step) + 1))
      expect(await migrateToLatest(db)).toEqual([])
      const store = await openStore()
      try {
        await expectOldRows(store, step)
      } finally {
        await store.close()
      }
    },
  )

  test('what judges read and wrote is counted by day, as far as their checks are still there', async () => {
    const { db, openStore } = await openEmpty()
    await migrateToLatest(db, { step: '0003-production' })
    await writeOldRows(db, '0003-production')
    await writeOldChecks(db)
    const store = await openStore()
    expect(await store.project('default').checkCosts('2026-03-04')).toEqual([
      { day: '2026-03-04', checks: 3, cost_usd: 0.5, prompt_tokens: 20, completion_tokens: 4 },
      { day: '2026-03-05', checks: 1, cost_usd: 0.25, prompt_tokens: 0, completion_tokens: 0 },
    ])
    await store.close()
  })

  test('a rehearsal takes the same steps and changes nothing', async () => {
    const { db } = await openEmpty()
    const names: string[] = []
    expect(await rehearseMigration(db, { onStep: (name) => names.push(name) })).toEqual([...steps])
    expect(names).toEqual([...steps])
    expect(await db.introspection.getTables({ withInternalKyselyTables: true })).toEqual([])
    await migrateToLatest(db, { step: '0002-shadow' })
    expect(await rehearseMigration(db)).toEqual(steps.slice(2))
    expect(await tableNames(db)).not.toContain('projects')
    await db.destroy()
  })

  test('a step that fails leaves nothing half made, and all goes well once its cause is gone', async () => {
    const { db } = await openEmpty()
    await migrateToLatest(db, { step: '0001-initial' })
    await writeOldRows(db, '0001-initial')
    // Stands in the way of a later step, after much of its work.
    await sql`create table judge_spend (other integer)`.execute(db)
    const before = await tableNames(db)
    expect(await migrateToLatest(db).catch(reasonOf)).toMatch(/judge_spend/)
    expect(await rehearseMigration(db).catch(reasonOf)).toMatch(/judge_spend/)
    expect(await tableNames(db)).toEqual(before)
    await sql`drop table judge_spend`.execute(db)
    expect(await migrateToLatest(db)).toEqual(steps.slice(1))
    await db.destroy()
  })

  test('a database from a newer version is refused and left as it is', async () => {
    const { db } = await openEmpty()
    await migrateToLatest(db)
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', 'then')`.execute(db)
    await expect(migrateToLatest(db)).rejects.toThrow('newer version of AgentSentry')
    await expect(rehearseMigration(db)).rejects.toThrow('newer version of AgentSentry')
    await db.destroy()
  })
}

async function writeOldChecks(db: Kysely<Schema>): Promise<void> {
  const day = Date.parse('2026-03-04T23:59:59.999Z')
  await sql`insert into judge_spend (day, project_id, cost_usd, checks)
    values ('2026-03-04', 'default', 0.5, 3), ('2026-03-05', 'default', 0.25, 1)`.execute(db)
  for (const [at, cached] of [0, 0, 1].entries())
    await sql`insert into checks (trace_id, project_id, session_id, outcome, raised, model, explanation, categories,
      prompt_tokens, completion_tokens, latency_ms, attempts, cached, content_hash, created_at)
      values (${`c${at}`}, 'default', ${sessionId}, 'allow', 0, 'm', '', '[]', 10, 2, 1, 1, ${cached}, 'h', ${day})`.execute(
      db,
    )
}

async function tableNames(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  return tables.map((table) => `${table.name}(${table.columns.map(({ name }) => name)})`).sort()
}

const sessionId = '01a00000-0000-7000-8000-000000000001'
const traceId = '01a00000-0001-7000-8000-000000000001'
const traceTimeMs = 0x01a0_0000_0001

async function writeOldRows(db: Kysely<Schema>, step: string): Promise<void> {
  const definition = JSON.stringify(ruleOf({ name: 'kept' }))
  const isOwned = hasProjects(step)
  const [owner, owned] = isOwned ? [sql`project_id, `, sql`'default', `] : [sql``, sql``]
  await sql`insert into sessions (id, title, agent, user_id, metadata, created_at)
    values (${sessionId}, 'An Old Title', 'mail', 'u', '{"a":1}', 1000)`.execute(db)
  await sql`insert into session_tags (session_id, position, tag) values (${sessionId}, 0, 'red'), (${sessionId}, 1, 'b')`.execute(
    db,
  )
  const shadow = step === '0001-initial' ? sql`` : sql`, shadow, rules_shadow, evaluation_us`
  const shadowValues = step === '0001-initial' ? sql`` : sql`, '[{"rule":"s"}]', 4, 5`
  await sql`insert into traces (id, session_id, role, phase, tool, content, decision, reasons, rules_ran,
    rules_out_of_scope, rules_not_evaluated, rule_set, created_at${shadow})
    values (${traceId}, ${sessionId}, 'tool', 'tool_call', 'shell', '{"text":"\\u0041"}', 'block', '[]', 1, 2, 3, 7, 2000${shadowValues})`.execute(
    db,
  )
  if (isOwned) {
    await sql`insert into outbox (id, project_id, created_at, due_at) values (${traceId}, 'default', 2000, 2000)`.execute(
      db,
    )
    await sql`insert into session_decisions values ('default', 'block', ${sessionId})`.execute(db)
  } else await sql`insert into outbox (trace_id, created_at) values (${traceId}, 2000)`.execute(db)
  await sql`insert into idempotency_keys (${owner}key, body_hash, trace_id, session_id, created_at)
    values (${owned}'k', 'same', ${traceId}, ${sessionId}, ${Date.now()})`.execute(db)
  for (const name of ['kept', 'second', 'deleted'])
    await sql`insert into rules (${owner}name, definition, created_at, updated_at)
      values (${owned}${name}, ${definition}, 1, 1)`.execute(db)
  await sql`delete from rules where name <> 'kept'`.execute(db)
  for (const hash of ['h1', 'h2', 'h3'])
    await sql`insert into rule_sets (hash, definitions, created_at) values (${hash}, ${`[${definition}]`}, 1)`.execute(
      db,
    )
  await sql`delete from rule_sets where hash = 'h3'`.execute(db)
  for (const target of ['1', '2', '3'])
    await sql`insert into audit_logs (actor, action, target_type, target_id, details, created_at)
      values ('a', 'rule_create', 'rule', ${target}, '{"d": 1}', 1000)`.execute(db)
  await sql`delete from audit_logs where target_id = '3'`.execute(db)
}

/** Whether rows had a project by then. */
function hasProjects(step: string): boolean {
  return step >= '0003-production'
}

async function expectOldRows(store: Store, step: string): Promise<void> {
  const project = store.project('default')
  expect(await store.projects.projects()).toMatchObject([{ id: 'default', name: 'default' }])
  expect(await project.trace(traceId)).toMatchObject({
    contentJson: '{"text":"\\u0041"}',
    decision: 'block',
    masked: 0,
  })
  for (const filter of [{ q: 'old t' }, { q: 'ol' }, { agent: 'mail' }, { tag: 'red' }, { decision: 'block' as const }])
    expect([filter, (await project.sessions(filter, { limit: 9 })).map(({ id }) => id)]).toEqual([filter, [sessionId]])
  expect(await project.session(sessionId)).toMatchObject({ tags: ['red', 'b'], metadata: { a: 1 }, traces: 1 })
  // Checks that waited before there were projects were never asked for.
  expect(await store.outbox.depth()).toMatchObject({ waiting: hasProjects(step) ? 1 : 0 })
  const repeated = entryOf(traceOf(sessionId), { idempotency: { key: 'k', bodyHash: 'same' } })
  expect(await project.record(repeated)).toMatchObject({ kind: 'replayed', trace: { id: traceId } })
  expect((await project.ruleSnapshot()).rules).toMatchObject([{ id: 1, name: 'kept' }])
  expect((await project.createRule(ruleOf({ name: 'new' }), 'a')).id).toBe(4)
  expect(await project.ruleSetByNumber(2)).toMatchObject({ hash: 'h2', actor: null })
  await expectOldFigures(store)
  expect(await project.ruleSetNumber()).toBeGreaterThan(3)
  expect((await store.seals.unsealed(9)).map(({ id, detailsJson }) => [id, detailsJson]).slice(0, 2)).toEqual([
    [1, '{"d": 1}'],
    [2, '{"d": 1}'],
  ])
  await project.appendAudit(auditOf('rule_create', 'after'))
  const [newest] = await project.auditLogs({}, { limit: 1 })
  expect(newest?.id).toBeGreaterThan(3)
  const deleted = await project.deleteSession(sessionId, auditOf('session_delete', sessionId))
  expect([deleted, await project.trace(traceId)]).toEqual([true, null])
}

/** Traces of before are tallied by and by, and judges' tokens are known as far as their checks are. */
async function expectOldFigures(store: Store): Promise<void> {
  const project = store.project('default')
  const hourMs = 60 * 60 * 1000
  const fromMs = Math.floor(traceTimeMs / hourMs) * hourMs
  const nowMs = traceTimeMs + hourMs
  expect((await store.tallies.tally({ nowMs, limit: 100 })) > 0).toBe(true)
  const { totals, tools } = await project.stats({ fromMs, toMs: fromMs + hourMs, stepMs: hourMs, nowMs })
  expect([totals, tools]).toMatchObject([{ traces: 1, block: 1 }, [{ tool: 'shell', traces: 1, stopped: 1 }]])
  for (const filter of [{ tool: 'shell' }, { decision: 'block' }] as const)
    expect((await project.recentTraces(filter, { limit: 9 })).map(({ id }) => id)).toContain(traceId)
  expect((await project.sessions({ tool: 'shell' }, { limit: 9 })).map(({ id }) => id)).toEqual([sessionId])
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}
