import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { AuditCheckpoint, CheckpointSignature } from '../ports/audit-seals.ts'

const checkpointDomain = 'agentsentry-audit-checkpoint/1'
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex')

type UnsignedCheckpoint = Omit<AuditCheckpoint, 'signature'>

/** Signs checkpoints with a key that the database does not hold. */
export class CheckpointSigner {
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

  sign(checkpoint: UnsignedCheckpoint): CheckpointSignature {
    const value = sign(null, signedBytes(checkpoint), this.#privateKey).toString('base64')
    return { publicKey: this.publicKey, value }
  }
}

/**
 * Whether the signature was made over this checkpoint with this public key (32 bytes as base64), whatever key it names.
 * False too when either is not what it should be.
 */
export function isSignedBy(publicKey: string, checkpoint: UnsignedCheckpoint, { value }: CheckpointSignature): boolean {
  try {
    const der = Buffer.concat([publicKeyPrefix, readKey(publicKey)])
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    return verify(null, signedBytes(checkpoint), key, Buffer.from(value, 'base64'))
  } catch {
    return false
  }
}

/** 32 bytes from base64 or hex. Throws when they are not 32. */
export function readKey(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (key.length !== 32 || !/^[\w+/=-]+$/.test(text)) throw new Error('a key must be 32 bytes, as base64 or hex')
  return key
}

function signedBytes({ seq, head, root, createdAtMs }: UnsignedCheckpoint): Buffer {
  return Buffer.from(JSON.stringify([checkpointDomain, seq, head, root, createdAtMs]))
}
