import { perJudge } from './per-judge.ts'
import { RuledCalls } from './ruled-calls.ts'

/** What has been judged in the conversation of an enforcer, so that the parts of an adapter do not ask twice. */
export class Conversation {
  readonly calls = new RuledCalls()
  readonly #answers = new Map<string, Promise<unknown>>()

  /** The answer about what `key` names: JSON data. Asked for once, and again after it threw. */
  async once<Answer>(key: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    const name = await digest(key)
    const known = this.#answers.get(name) as Promise<Answer> | undefined
    if (known !== undefined) return known
    const answer = ask()
    this.#answers.set(name, answer)
    answer.catch(() => this.#answers.delete(name))
    return answer
  }

  /** Nothing need be asked about what `key` names. */
  async note(key: unknown): Promise<void> {
    this.#answers.set(await digest(key), Promise.resolve(null))
  }

  async isNoted(key: unknown): Promise<boolean> {
    return this.#answers.has(await digest(key))
  }
}

export const conversationOf = perJudge(() => new Conversation())

/** A conversation may be long; what was judged is known again by this. */
async function digest(key: unknown): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(key)))
  return String.fromCharCode(...new Uint8Array(bytes))
}

/** How it is known that a result was judged: its call, and what it says as the model gets it. */
export function resultKey(callId: string, value: unknown): unknown {
  return ['result', callId, value ?? null]
}
