import { createHmac } from 'node:crypto'

const prefix = 'whsec_'
const minBytes = 24

/**
 * Reads signing secrets, parted by blanks: several while one replaces another, each then signs. A secret is `whsec_` and
 * base64, or plain text that is taken as UTF-8. Throws where one cannot be read or is shorter than 24 bytes, the least
 * that Standard Webhooks 1.0.0 asks for; the message does not show it.
 */
export function readWebhookSecrets(text: string): readonly Buffer[] {
  const secrets = text.split(/\s+/).filter((part) => part !== '')
  if (secrets.length === 0) throw new Error('a webhook needs a secret of at least 24 bytes')
  return secrets.map(readSecret)
}

function readSecret(secret: string): Buffer {
  const key = secret.startsWith(prefix) ? fromBase64(secret.slice(prefix.length)) : Buffer.from(secret)
  if (key.length < minBytes)
    throw new Error(`a webhook secret must have at least ${minBytes} bytes; one has ${key.length}`)
  return key
}

/** `Buffer` skips what is not base64, which would sign with a key that nobody else has. */
function fromBase64(text: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error('what follows `whsec_` in a webhook secret is not base64')
  return Buffer.from(text, 'base64')
}

export interface SignedMessage {
  readonly id: string
  /** Of the attempt, in seconds since the epoch. */
  readonly timestamp: number
  readonly body: Uint8Array
}

/** The value of `webhook-signature`: one `v1` signature (HMAC-SHA256) for each secret, as Standard Webhooks 1.0.0 says. */
export function signWebhook({ id, timestamp, body }: SignedMessage, secrets: readonly Buffer[]): string {
  return secrets
    .map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`)
    .join(' ')
}
