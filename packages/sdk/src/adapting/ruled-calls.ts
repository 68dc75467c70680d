import type { Judge } from '../judge.ts'
import type { Ruling } from '../ruling.ts'
import type { Step } from '../step.ts'

/** What was ruled of calls before they were due, each known by id, tool and arguments: an id may come again with others. */
export class RuledCalls {
  readonly #rulings = new Map<string, Ruling>()

  /** Rules of a call ahead. One that people are asked about comes up once more when they have answered, and is known then. */
  async rule(judge: Judge, id: string, step: Step): Promise<Ruling> {
    const key = keyOf(id, step)
    const before = this.#rulings.get(key)
    const ruling = before?.kind === 'ask' ? before : await judge.rule(step)
    this.#rulings.set(key, ruling)
    return ruling
  }

  /** What was ruled of the call that is due now, or will never be. It is not known any more afterwards. */
  take(id: string, step: Step): Ruling | undefined {
    const key = keyOf(id, step)
    const ruling = this.#rulings.get(key)
    this.#rulings.delete(key)
    return ruling
  }
}

/** The same for the same arguments, in whatever order a schema put them. */
function keyOf(id: string, { content }: Step): string {
  return JSON.stringify([id, content], (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}
