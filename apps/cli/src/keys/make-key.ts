import { createHash, randomInt } from 'node:crypto'
import { apiKeyName, apiKeySecretLength, base62Digits, formatApiKey } from '@agentsentry/contract'
import type { KeyRole, StoredKey } from '@agentsentry/pipeline'

export interface KeyWish {
  readonly projectId: string
  readonly name: string
  readonly role: KeyRole
  /** Requests a minute; null where the server's own limit holds. */
  readonly rateLimit: number | null
  /** Null where it does not expire. */
  readonly lifetimeMs: number | null
}

/** A key as it is handed out, once, and what is kept of it. */
export interface MadeKey {
  readonly key: string
  readonly hash: string
  readonly stored: StoredKey
}

export function makeKey({ lifetimeMs, ...wish }: KeyWish, nowMs: number): MadeKey {
  const key = formatApiKey(randomDigits(apiKeySecretLength))
  const stored = {
    ...wish,
    // Told in the audit log, where people read it.
    id: `${wish.name}-${randomDigits(6).toLowerCase()}`,
    prefix: apiKeyName(key),
    createdAtMs: nowMs,
    expiresAtMs: lifetimeMs === null ? null : nowMs + lifetimeMs,
    revokedAtMs: null,
  }
  return { key, hash: createHash('sha256').update(key).digest('hex'), stored }
}

/** Each digit is as likely as any other, from the system's source of randomness. */
function randomDigits(count: number): string {
  return Array.from({ length: count }, () => base62Digits.charAt(randomInt(base62Digits.length))).join('')
}
