import { createPublicKey, verify } from 'node:crypto'
import type { AuditCheckpoint, CheckpointSignature } from '../ports/audit-seals.ts'
import { readKey, SigningKey } from '../signing-key.ts'

const checkpointDomain = 'agentsentry-audit-checkpoint/1'
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex')

type UnsignedCheckpoint = Omit<AuditCheckpoint, 'signature'>

/** Signs checkpoints with a key that the database does not hold. */
export class CheckpointSigner {
  readonly #key: SigningKey

  /** `seed` is that of {@link SigningKey}. */
  constructor(seed: string) {
    this.#key = new SigningKey(seed)
  }

  /** 32 bytes as base64. */
  get publicKey(): string {
    return this.#key.publicKey
  }

  sign(checkpoint: UnsignedCheckpoint): CheckpointSignature {
    return { publicKey: this.publicKey, value: this.#key.sign(signedText(checkpoint)) }
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
    return verify(null, Buffer.from(signedText(checkpoint)), key, Buffer.from(value, 'base64'))
  } catch {
    return false
  }
}

function signedText({ seq, head, root, createdAtMs }: UnsignedCheckpoint): string {
  return JSON.stringify([checkpointDomain, seq, head, root, createdAtMs])
}
