import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import { traceIdOf } from './request-ids.ts'

type Line = Parameters<FastifyBaseLogger['info']>
type ChildArguments = Parameters<FastifyBaseLogger['child']>

/**
 * The log of one request: its lines name the request. Hardly any request has something logged, and a logger of its own
 * for each would cost more than all else about it, so it is made for the first line.
 */
class RequestLog {
  readonly #log: FastifyBaseLogger
  readonly #bindings: object
  readonly #request: IncomingMessage
  #own: FastifyBaseLogger | null = null

  constructor(log: FastifyBaseLogger, bindings: object, request: IncomingMessage) {
    this.#log = log
    this.#bindings = bindings
    this.#request = request
  }

  get level(): string {
    return this.#log.level
  }

  fatal(...line: Line): void {
    this.#begun().fatal(...line)
  }

  error(...line: Line): void {
    this.#begun().error(...line)
  }

  warn(...line: Line): void {
    this.#begun().warn(...line)
  }

  info(...line: Line): void {
    this.#begun().info(...line)
  }

  debug(...line: Line): void {
    this.#begun().debug(...line)
  }

  trace(...line: Line): void {
    this.#begun().trace(...line)
  }

  silent(): void {}

  child(...given: ChildArguments): FastifyBaseLogger {
    return this.#begun().child(...given)
  }

  #begun(): FastifyBaseLogger {
    this.#own ??= this.#log.child({ ...this.#bindings, trace_id: traceIdOf(this.#request) })
    return this.#own
  }
}

/** `childLoggerFactory` of Fastify. */
export function requestLog(
  log: FastifyBaseLogger,
  bindings: object,
  _options: object,
  request: IncomingMessage,
): FastifyBaseLogger {
  return new RequestLog(log, bindings, request) as unknown as FastifyBaseLogger
}
