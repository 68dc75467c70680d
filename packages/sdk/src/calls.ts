import type { Answer } from './answer.ts'
import { AgentSentryError } from './errors.ts'
import { wellFormed } from './json.ts'
import { type Call, type ClientOptions, Transport } from './transport.ts'

/** How the methods of the client reach the server. */
export class Calls {
  protected readonly transport: Transport

  /** Throws {@link AgentSentryError} `option_invalid` for options that cannot be used. */
  constructor(options: ClientOptions = {}) {
    this.transport = new Transport(options)
  }

  protected read(path: string, query?: Call['query']): Promise<Answer> {
    return this.transport.send({ method: 'GET', path, query, repeatable: true })
  }

  /** Sent once: its first attempt may have done the work. */
  protected change(method: Call['method'], path: string, body?: unknown): Promise<Answer> {
    return this.transport.send({ method, path, repeatable: false, body })
  }
}

/** An id as a part of a path. Throws `option_invalid` for what would name another path. */
export function segment(id: string | number): string {
  const text = encodeURIComponent(wellFormed(String(id)))
  if (text !== '' && text !== '.' && text !== '..') return text
  throw new AgentSentryError('option_invalid', `\`${id}\` is not an id`)
}
