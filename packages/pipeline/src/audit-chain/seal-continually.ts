import type { AuditSealer } from './audit-sealer.ts'

export interface SealContinuallyOptions {
  readonly everyMs?: number
  /** Told once when sealing fails, and not again before it has succeeded. Entries wait meanwhile. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Seals what is written to the audit log, at once and then every quarter of a second. Returns what ends it, which seals
 * all that waits and, when anything was sealed since the last checkpoint, makes one more.
 */
export function sealContinually(
  sealer: AuditSealer,
  { everyMs = 250, onFailure }: SealContinuallyOptions,
): () => Promise<void> {
  let isFailing = false
  const guarded = async (work: () => Promise<unknown>) => {
    try {
      await work()
      isFailing = false
    } catch (error) {
      if (!isFailing) onFailure(error)
      isFailing = true
    }
  }
  let sealing: Promise<void> | null = null
  const seal = () => {
    sealing ??= guarded(() => sealer.seal()).then(() => {
      sealing = null
    })
  }
  seal()
  const timer = setInterval(seal, everyMs)
  return async () => {
    clearInterval(timer)
    await sealing
    await guarded(async () => {
      await sealer.seal()
      await sealer.checkpoint()
    })
  }
}
