/** How every key begins, so that people and secret scanners know one when they see it. */
export const apiKeyPrefix = 'as_'

/** The digits of keys, in the order of their values. */
export const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** So many random digits hold 178 bits; 143 are left when the six that name a key are known. */
export const apiKeySecretLength = 30

const checksumLength = 6
const shape = new RegExp(`^${apiKeyPrefix}[0-9A-Za-z]{${apiKeySecretLength + checksumLength}}$`)

/** The key around a secret of `apiKeySecretLength` random base-62 digits: prefix, secret, and a checksum of the secret. */
export function formatApiKey(secret: string): string {
  return apiKeyPrefix + secret + checksumOf(secret)
}

/**
 * Whether a text can be a key that AgentSentry made, without asking anyone. The checksum tells a key that was cut or
 * mistyped; it is no secret, and anybody can make a text that fits.
 */
export function isApiKey(text: string): boolean {
  if (!shape.test(text)) return false
  const secret = text.slice(apiKeyPrefix.length, -checksumLength)
  return text.endsWith(checksumOf(secret))
}

/** The beginning of a key, which may be shown and stored. */
export function apiKeyName(key: string): string {
  return key.slice(0, apiKeyPrefix.length + 6)
}

/** CRC-32 in base 62, as GitHub's tokens have it. Six digits hold any 32 bits. */
function checksumOf(secret: string): string {
  let rest = crc32(secret)
  let digits = ''
  for (let place = 0; place < checksumLength; place++) {
    digits = base62Digits.charAt(rest % 62) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** The CRC of ISO 3309, as zlib computes it, of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index)
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
