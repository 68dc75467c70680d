import { perJudge } from '../adapting/per-judge.ts'

/** What the hooks and the reader of one conversation tell each other. */
export interface Conversation {
  /** By the id of a call: what is told in place of its result, or of what rules redact in it. */
  readonly keptBack: Map<string, string>
  /** Resolves when what Claude has said so far is judged: to whether all of it passed. */
  said: Promise<boolean>
}

export const conversationOf = perJudge((): Conversation => ({ keptBack: new Map(), said: Promise.resolve(true) }))
