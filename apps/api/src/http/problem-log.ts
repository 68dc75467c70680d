import type { ProblemCode, SentryError } from '@agentsentry/contract'
import type { FastifyRequest } from 'fastify'

/** What comes by the thousand when it comes: one line a second tells as much as all of them. */
const comeInFloods = new Set<ProblemCode>(['store_unavailable', 'overloaded'])
const betweenLinesMs = 1_000

interface Told {
  readonly atMs: number
  /** How many alike came since, of which nothing was said. */
  untold: number
}

/** Tells the log what went wrong here. */
export class ProblemLog {
  readonly #told = new Map<ProblemCode, Told>()

  tell(error: SentryError, request: FastifyRequest): void {
    const nowMs = performance.now()
    const last = this.#told.get(error.code)
    if (last !== undefined && nowMs - last.atMs < betweenLinesMs && comeInFloods.has(error.code)) {
      last.untold++
      return
    }
    this.#told.set(error.code, { atMs: nowMs, untold: 0 })
    const { method, routeOptions } = request
    const details = { err: error, method, route: routeOptions?.url ?? 'unmatched', untold: last?.untold || undefined }
    if (error.code === 'overloaded') request.log.warn(details, error.message)
    else request.log.error(details, error.message)
  }
}
