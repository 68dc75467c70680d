import type { OpenProjects } from './open-projects.ts'

export interface RuleWatchOptions {
  readonly everyMs?: number
  /** Told once when the store stops answering, and not again before it has answered. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Brings rules that other processes stored into force here. While the store does not answer, those in force stay. Returns
 * what ends it; that resolves when nothing is under way any more.
 */
export function watchRules(
  projects: OpenProjects,
  { everyMs = 500, onFailure }: RuleWatchOptions,
): () => Promise<void> {
  let isFailing = false
  let looking: Promise<void> | null = null
  const look = async () => {
    try {
      for (const { ruleBook } of projects.all) await ruleBook.catchUp()
      isFailing = false
    } catch (error) {
      if (!isFailing) onFailure(error)
      isFailing = true
    }
    looking = null
  }
  const timer = setInterval(() => {
    looking ??= look()
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await looking
  }
}
