export const keyRoles = ['ingest', 'read', 'admin'] as const
/** `ingest` opens sessions and checks traces, `read` reads, `admin` does both and changes everything else. */
export type KeyRole = (typeof keyRoles)[number]

/** A key as it is kept: never the key itself, only its hash. */
export interface StoredKey {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly role: KeyRole
  /** The beginning of the key, by which a person knows it again. */
  readonly prefix: string
  /** Requests a minute; null where the server's own limit holds. */
  readonly rateLimit: number | null
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

export interface Keys {
  /** Audited. `hash` is the SHA-256 of the key, in hex. */
  createKey(key: StoredKey, hash: string, actor: string): Promise<void>
  /** Revoked and expired keys are found too: whoever asks decides. */
  keyByHash(hash: string): Promise<StoredKey | null>
  /** Newest first. */
  keys(projectId: string): Promise<StoredKey[]>
  /** Whether any key was ever made, in any project: revoked and expired ones count, so that none of both opens a door. */
  hasKeys(): Promise<boolean>
  /** False when there is no such key, or it is revoked already. Audited. */
  revokeKey(id: string, actor: string, nowMs: number): Promise<boolean>
}
