import { type GuardedCall, guardedCall } from '../guarded-call.ts'
import type { Judge } from '../judge.ts'
import { conversationOf, resultKey } from './conversation.ts'

interface NotedCall<Args, Result> extends GuardedCall<Args, Result> {
  readonly id: string
  /** What the framework tells the model of an error. */
  readonly told: (error: unknown) => unknown
}

/** A {@link guardedCall} of which is noted what it came to: when that stands in a prompt, it is not asked about again. */
export async function notedCall<Args, Result>(judge: Judge, call: NotedCall<Args, Result>): Promise<Result> {
  const conversation = conversationOf(judge)
  try {
    const result = await guardedCall(judge, call)
    await conversation.note(resultKey(call.id, result))
    return result
  } catch (error) {
    await conversation.note(resultKey(call.id, call.told(error)))
    throw error
  }
}
