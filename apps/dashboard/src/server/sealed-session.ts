import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** What the cookie of somebody who signed in holds. */
export interface Session {
  readonly apiKey: string
  readonly expiresAtMs: number
}

const purpose = 'agentsentry dashboard session 1'
const ivLength = 12
const tagLength = 16

/** AES-256-GCM under a key that is derived from the secret: nobody can read or change it without the secret. */
export function sealSession(session: Session, secret: string): string {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Null for what was not sealed with this secret, was changed since, or has expired. */
export function openSession(sealed: string, secret: string, nowMs: number): Session | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= ivLength + tagLength) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, ivLength), {
      authTagLength: tagLength,
    })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
    const text = decipher.update(bytes.subarray(ivLength + tagLength), undefined, 'utf8') + decipher.final('utf8')
    const session: Session = JSON.parse(text)
    return session.expiresAtMs > nowMs ? session : null
  } catch {
    return null
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
}
