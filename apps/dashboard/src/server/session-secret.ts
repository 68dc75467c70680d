import { randomBytes } from 'node:crypto'
import { settings } from './settings.ts'

const madeHere = Symbol.for('agentsentry.dashboard.secret')

/**
 * What seals sessions: the setting, else a secret that this process makes and forgets. It is kept where all parts of the
 * process find it, for pages and route handlers do not share modules.
 */
export function sessionSecret(): string {
  const { AGENTSENTRY_DASHBOARD_SECRET } = settings()
  if (AGENTSENTRY_DASHBOARD_SECRET !== '') return AGENTSENTRY_DASHBOARD_SECRET
  const shared = globalThis as { [madeHere]?: string }
  shared[madeHere] ??= randomBytes(32).toString('hex')
  return shared[madeHere]
}
