import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './free-port.ts'

/**
 * What the network between a client and a server does.
 * - `pass`: what it should.
 * - `cut`: resets every connection, and new ones as soon as they are made.
 * - `refuse`: resets every connection, and nothing listens.
 * - `hang`: keeps and takes connections and forwards nothing; what was sent goes on once it passes again.
 * - `hang-replies`: as `hang`, but only for what the server sends: it does what it is asked and nobody hears of it.
 * - `{ delayMs }`: forwards all, in order, each piece so much later.
 */
export type NetworkState = 'pass' | 'cut' | 'refuse' | 'hang' | 'hang-replies' | { readonly delayMs: number }

type Direction = 'to-server' | 'to-client'

/** Stands before a server and breaks the network between, on demand. */
export class FaultProxy {
  readonly port: number
  readonly #target: { host: string; port: number }
  #server: Server
  #state: NetworkState = 'pass'
  #changed = Promise.withResolvers<void>()
  readonly #sockets = new Set<Socket>()
  #accepted = 0

  private constructor(server: Server, target: { host: string; port: number }) {
    this.#server = server
    this.#target = target
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (client) => this.#accept(client))
  }

  static async start(target: { host?: string; port: number }): Promise<FaultProxy> {
    return new FaultProxy(await listen(await freePort()), { host: '127.0.0.1', ...target })
  }

  /** How many connections were taken so far, those that were reset at once included. */
  get accepted(): number {
    return this.#accepted
  }

  /** The URL by which a client reaches the server through here. */
  through(url: string): string {
    return Object.assign(new URL(url), { host: `127.0.0.1:${this.port}` }).href
  }

  async become(state: NetworkState): Promise<void> {
    this.#state = state
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
    if (state === 'cut' || state === 'refuse') this.#resetAll()
    if (state === 'refuse') await this.#stopListening()
    else if (!this.#server.listening) await this.#listenAgain()
  }

  async end(): Promise<void> {
    await this.become('refuse')
  }

  #accept(client: Socket): void {
    this.#accepted++
    this.#keep(client)
    if (this.#state === 'cut') {
      client.resetAndDestroy()
      return
    }
    const server = connect({ ...this.#target, allowHalfOpen: true })
    this.#keep(server)
    void this.#forward(client, server, 'to-server')
    void this.#forward(server, client, 'to-client')
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket.setNoDelay())
    // How a connection broke is told to the other side by `forward`.
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }

  /** A connection's end and its loss are forwarded like what came before them: a hanging network hides them too. */
  async #forward(from: Socket, to: Socket, direction: Direction): Promise<void> {
    try {
      for await (const piece of from.iterator({ destroyOnReturn: false })) {
        await this.#letThrough(direction)
        if (to.destroyed) return
        if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
      await this.#letThrough(direction)
      to.end()
    } catch {
      await this.#letThrough(direction)
      to.resetAndDestroy()
    }
  }

  async #letThrough(direction: Direction): Promise<void> {
    while (this.#state === 'hang' || (this.#state === 'hang-replies' && direction === 'to-client'))
      await this.#changed.promise
    if (typeof this.#state === 'object') await wait(this.#state.delayMs)
  }

  #resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async #stopListening(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #listenAgain(): Promise<void> {
    this.#server = await listen(this.port)
    this.#server.on('connection', (client) => this.#accept(client))
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
