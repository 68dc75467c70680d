import type { AuditCheckpoint } from '../ports/audit-seals.ts'
import { readKey } from '../signing-key.ts'

const format = 'agentsentry-audit-checkpoint/1'

/** A checkpoint as JSON, to be kept where whoever can write to the database cannot. */
export function writeCheckpoint({ seq, head, root, createdAtMs, signature }: AuditCheckpoint): string {
  const document = {
    format,
    size: seq,
    head,
    root,
    created_at: new Date(createdAtMs).toISOString(),
    ...(signature === null ? {} : { public_key: signature.publicKey, signature: signature.value }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Reads what {@link writeCheckpoint} wrote. Throws, saying what is wrong, for anything else. */
export function readCheckpoint(text: string): AuditCheckpoint {
  const document = parseObject(text)
  if (document.format !== format) throw new Error(`\`format\` must be \`${format}\``)
  const { size, head, root, created_at: createdAt, public_key: publicKey, signature } = document
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1)
    throw new Error('`size` must be a whole number of 1 or more')
  if (typeof createdAt !== 'string' || new Date(Date.parse(createdAt) || 0).toISOString() !== createdAt)
    throw new Error('`created_at` must be a time such as `2026-11-22T12:00:00.000Z`')
  const hashes = { head: readHash('head', head), root: readHash('root', root) }
  return { seq: size, ...hashes, createdAtMs: Date.parse(createdAt), signature: readSignature(publicKey, signature) }
}

function parseObject(text: string): Record<string, unknown> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
  if (typeof document !== 'object' || document === null) throw new Error('it is not a JSON object')
  return document as Record<string, unknown>
}

function readHash(name: string, hash: unknown): string {
  if (typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash)) return hash
  throw new Error(`\`${name}\` must be 64 lower-case hexadecimal digits`)
}

function readSignature(publicKey: unknown, value: unknown): AuditCheckpoint['signature'] {
  if (publicKey === undefined && value === undefined) return null
  if (typeof publicKey !== 'string' || typeof value !== 'string')
    throw new Error('`public_key` and `signature` must both be there, or neither')
  readKey(publicKey)
  if (Buffer.from(value, 'base64').length !== 64) throw new Error('`signature` must be 64 bytes as base64')
  return { publicKey, value }
}
