import type { StoredKey } from '@agentsentry/pipeline'
import { formatTable } from '../format-table.ts'

/** Keys as a table. Nothing in it opens anything. */
export function formatKeys(keys: readonly StoredKey[], nowMs: number): string {
  if (keys.length === 0) return 'There is no key.'
  const rows = keys.map((key) => [
    key.id,
    key.role,
    key.projectId,
    key.prefix,
    formatTime(key.createdAtMs),
    key.expiresAtMs === null ? 'never' : formatTime(key.expiresAtMs),
    formatRateLimit(key.rateLimit),
    stateOf(key, nowMs),
  ])
  return formatTable([['id', 'role', 'project', 'prefix', 'created', 'expires', 'a minute', 'state'], ...rows])
}

/** The same as data. */
export function jsonKeys(keys: readonly StoredKey[], nowMs: number) {
  return keys.map((key) => ({
    id: key.id,
    name: key.name,
    role: key.role,
    project: key.projectId,
    prefix: key.prefix,
    rate_limit: key.rateLimit,
    created_at: new Date(key.createdAtMs).toISOString(),
    expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    revoked_at: key.revokedAtMs === null ? null : new Date(key.revokedAtMs).toISOString(),
    state: stateOf(key, nowMs),
  }))
}

function stateOf({ revokedAtMs, expiresAtMs }: StoredKey, nowMs: number): 'in force' | 'revoked' | 'expired' {
  if (revokedAtMs !== null) return 'revoked'
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'in force'
}

function formatRateLimit(rateLimit: number | null): string {
  if (rateLimit === null) return 'as set'
  return rateLimit === 0 ? 'no limit' : String(rateLimit)
}

/** To the minute, UTC. */
function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')
}
