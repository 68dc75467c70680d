import { JudgeUnavailable } from '../ports/judge.ts'

/** Settles as the promise does, or rejects with `cancelled` as soon as the caller gives up. */
export async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(new JudgeUnavailable('cancelled', 'the check was given up', { retryable: true }))
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp)
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
