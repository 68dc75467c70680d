import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'

const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Signs with Ed25519, by a key that the database does not hold. What is signed begins with a name of its own kind. */
export class SigningKey {
  /** 32 bytes as base64. */
  readonly publicKey: string
  readonly #privateKey: KeyObject

  /** `seed` is 32 bytes as base64 or hex, as `openssl rand -base64 32` prints them. Throws when it is not. */
  constructor(seed: string) {
    const der = Buffer.concat([privateKeyPrefix, readKey(seed)])
    this.#privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const { x } = createPublicKey(this.#privateKey).export({ format: 'jwk' })
    this.publicKey = Buffer.from(x as string, 'base64url').toString('base64')
  }

  /** 64 bytes as base64. */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#privateKey).toString('base64')
  }
}

/** 32 bytes from base64 or hex. Throws when they are not 32. */
export function readKey(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (key.length !== 32 || !/^[\w+/=-]+$/.test(text)) throw new Error('a key must be 32 bytes, as base64 or hex')
  return key
}
