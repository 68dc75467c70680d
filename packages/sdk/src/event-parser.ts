/** A message of server-sent events. */
export interface ParsedEvent {
  id: string
  event: string
  data: string
}

/** Text of server-sent events, in pieces as they come, into messages (WHATWG HTML, section 9.2.6). */
export class EventParser {
  #rest = ''
  #id = ''
  #lastId = ''
  #event = ''
  #data: string[] = []

  /** Behind which a new connection goes on: the id of the last message that was whole, also of one without data. */
  get lastId(): string {
    return this.#lastId
  }

  push(text: string): ParsedEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/)
    this.#rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.#take(line))
  }

  #take(line: string): ParsedEvent[] {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'id') this.#id = value
    if (name === 'event') this.#event = value
    if (name === 'data') this.#data.push(value)
    return []
  }

  #dispatch(): ParsedEvent[] {
    const event = { id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') }
    const isEmpty = this.#data.length === 0
    this.#lastId = this.#id
    this.#event = ''
    this.#data = []
    return isEmpty ? [] : [event]
  }
}
