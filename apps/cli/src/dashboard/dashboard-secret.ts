import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isPostgresUrl, sqlitePathOf } from '@agentsentry/adapters/settings'
import type { WebConfig } from './web-config.ts'

const fileName = 'dashboard-secret'
const shape = /^[0-9a-f]{64}$/

/**
 * What seals the sessions of the dashboard: the setting, else what is kept beside the SQLite file, made at the first start.
 * Empty where neither is: then the dashboard makes one that lasts as long as its process.
 */
export function dashboardSecret({ AGENTSENTRY_DASHBOARD_SECRET, DATABASE_URL }: WebConfig): string {
  if (AGENTSENTRY_DASHBOARD_SECRET !== '') return AGENTSENTRY_DASHBOARD_SECRET
  if (isPostgresUrl(DATABASE_URL)) return ''
  const folder = dirname(sqlitePathOf(DATABASE_URL))
  if (!existsSync(folder)) return ''
  try {
    return keptIn(folder)
  } catch {
    // A folder that may not be written to. Everybody signs in again after a restart, and nothing else is lost.
    return ''
  }
}

function keptIn(folder: string): string {
  const path = join(folder, fileName)
  if (!existsSync(path)) make(path)
  const secret = readFileSync(path, 'utf8').trim()
  return shape.test(secret) ? secret : ''
}

/** Whole or not at all, and readable by its owner alone; where two start at once, the first one's holds. */
function make(path: string): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}
