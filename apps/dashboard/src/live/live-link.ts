import type { ServerEvent } from '@agentsentry/contract'

/**
 * `live`: events come in. `down`: the API does not answer. `offline`: not even the dashboard does. `denied`: the key is no
 * longer taken. `idle`: nobody looks at the page, so nothing is listened for.
 */
export type LinkState = 'connecting' | 'live' | 'down' | 'offline' | 'denied' | 'idle'

export interface LinkListener {
  onState(state: LinkState): void
  /** What happened in between is not known: whoever shows something looks anew. */
  onGap(): void
  onEvent(event: ServerEvent): void
}

/** How many ids of events are remembered, to pass over what comes twice. */
const remembered = 2_000

/**
 * The browser's stream of events. It reconnects by itself and resumes behind the last event; while the page is hidden it
 * lets go, for a browser keeps only six connections to one server for all its pages together.
 */
export class LiveLink {
  readonly #listener: LinkListener
  #since: string | null
  readonly #seen = new Set<string>()
  #source: EventSource | null = null
  #lastEventId = ''
  #retry: ReturnType<typeof setTimeout> | undefined

  /** Begins with what has happened since `since`, when the page was made: it was on its way for a while. */
  constructor(since: string, listener: LinkListener) {
    this.#since = since
    this.#listener = listener
  }

  open(): void {
    this.close()
    const begin = this.#lastEventId === '' ? { since: this.#since ?? '' } : { after: this.#lastEventId }
    const source = new EventSource(`/events?${new URLSearchParams(begin)}`)
    this.#source = source
    source.addEventListener('link', ({ data }) => this.#listener.onState(data === '"up"' ? 'live' : 'down'))
    source.addEventListener('denied', () => this.#endWith('denied'))
    source.addEventListener('lost', () => this.#beginAnew())
    for (const kind of ['trace', 'audit'] as const) {
      source.addEventListener(kind, (message) => this.#receive(kind, message))
    }
    source.addEventListener('error', () => {
      this.#listener.onState('offline')
      // A browser gives up for good after an answer that is no stream, such as that of a proxy.
      if (source.readyState === EventSource.CLOSED) this.#reopen(this.#lastEventId, 4_000)
    })
  }

  close(): void {
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = null
  }

  #receive(kind: 'trace' | 'audit', { data, lastEventId }: MessageEvent<string>): void {
    this.#lastEventId = lastEventId
    const event = { id: lastEventId, event: kind, data: JSON.parse(data) } as ServerEvent
    const key = `${kind} ${event.data.id}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value as string)
    this.#listener.onEvent(event)
  }

  /** The place to go on from is no longer known, or too far behind. */
  #beginAnew(): void {
    this.#since = null
    this.#reopen('', 1_000)
    this.#listener.onGap()
  }

  #endWith(state: LinkState): void {
    this.close()
    this.#listener.onState(state)
  }

  #reopen(lastEventId: string, afterMs: number): void {
    this.close()
    this.#lastEventId = lastEventId
    this.#retry = setTimeout(() => this.open(), afterMs)
  }
}
