import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until there is an answer. Rejects when there was none for too long. */
export async function until<Answer>(ask: () => Promise<Answer | null>, withinMs = 60_000): Promise<Answer> {
  const endMs = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (Date.now() > endMs) throw new Error(`there was no answer within ${withinMs} ms`)
    await delay(50)
  }
}
