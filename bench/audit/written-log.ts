import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { uuidIds } from '@agentsentry/adapters'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { AuditSealer } from '../../packages/pipeline/src/index.ts'
import { randomFrom } from '../random.ts'

const actions = ['trace_block', 'trace_block', 'trace_block', 'trace_ask', 'rule_update', 'session_delete'] as const

/** Makes a database with so many entries of the sizes that blocked traces leave, all sealed, and returns its path. */
export async function writeLog(folder: string, count: number): Promise<string> {
  const path = join(folder, 'audit.db')
  const store = await SqliteStore.open({ path })
  try {
    insertEntries(path, count)
    const sealer = new AuditSealer({ seals: store.seals, clock: { nowMs: () => Date.now() }, signer: null })
    while ((await sealer.seal()) > 0);
  } finally {
    await store.close()
  }
  return path
}

function insertEntries(path: string, count: number): void {
  const random = randomFrom(1)
  const database = new DatabaseSync(path)
  const insert = database.prepare(
    `insert into audit_logs (project_id, actor, action, target_type, target_id, details, created_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
  )
  database.exec('begin')
  for (let at = 0; at < count; at++) {
    const action = actions[Math.floor(random() * actions.length)] as string
    const rules = Array.from({ length: 1 + Math.floor(random() * 3) }, () => `rule-${Math.floor(random() * 200)}`)
    const details = { session_id: uuidIds.next().id, phase: 'tool_call', tool: 'shell', rules }
    const target = action.split('_', 1)[0] as string
    insert.run('default', 'api_key', action, target, uuidIds.next().id, JSON.stringify(details), 1_763_812_800_000 + at)
  }
  database.exec('commit')
  database.close()
}
