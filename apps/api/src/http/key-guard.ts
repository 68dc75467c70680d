import { inTime } from '@agentsentry/adapters'
import { SentryError } from '@agentsentry/contract'
import { type Clock, defaultProjectId, type KeyRole } from '@agentsentry/pipeline'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { anonymous, type Caller, type Refusal } from './caller.ts'
import { CallerFinder, type CallerFinderOptions } from './caller-finder.ts'
import { KeyPresence } from './key-presence.ts'
import { KeyRates, tellRate } from './key-rates.ts'
import { accessOf, describeAccess, type RouteAccess } from './route-access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
    /** `caller.actor`. */
    actor: string
  }
  interface FastifyContextConfig {
    access?: RouteAccess
  }
}

export interface KeyGuardOptions extends CallerFinderOptions {
  /** Production: every route demands a key, whatever keys there are. */
  readonly isProduction: boolean
}

/** What a request is decided by. */
interface Findings {
  readonly found: Caller | Refusal
  readonly isClosed: boolean
}

/** How often an answer that goes on is looked at again. */
const watchMs = 500
/** How long what is open to everyone waits to learn who asks, in milliseconds. */
const patienceMs = 1_000

/** Never goes back, whatever happens to the time of day. */
const monotonic: Clock = { nowMs: () => performance.now() }

/** Who may call which route. Nothing of a request but its head is read before. */
export class KeyGuard {
  readonly #callers: CallerFinder
  readonly #presence: KeyPresence
  readonly #rates = new KeyRates(monotonic)
  readonly #hasApiKey: boolean

  private constructor(options: KeyGuardOptions) {
    this.#callers = new CallerFinder(options, monotonic)
    this.#presence = new KeyPresence(options.keys, monotonic, options.isProduction)
    this.#hasApiKey = options.apiKey !== ''
  }

  /** Looks at the store first, so that what was made before the start holds from the first request on. */
  static async begin(options: KeyGuardOptions): Promise<KeyGuard> {
    const guard = new KeyGuard(options)
    await guard.#presence.look()
    return guard
  }

  /** Whether every route demands a key, as far as was heard: in production, and once the store has held a key. */
  get isClosed(): boolean {
    return this.#presence.isSeen
  }

  /** Whether nothing demands a key. */
  get isOpen(): boolean {
    return !this.isClosed && !this.#hasApiKey
  }

  /** Whether what routes of the role `read` show may be shown. */
  maySee({ caller: { role } }: FastifyRequest): boolean {
    return !this.isClosed || suffices(role, { role: 'read' })
  }

  /** Comes before the routes: each is given its access, and every request is held to it. */
  guard(server: FastifyInstance): void {
    server.decorateRequest('caller')
    server.decorateRequest('actor', anonymous.actor)
    server.addHook('onRoute', (route) => {
      const access = accessOf(String(route.method), route.url)
      route.config = { ...route.config, access }
      if (route.schema) route.schema = { ...route.schema, ...describeAccess(access, route.schema.response) }
    })
    server.addHook('onRequest', (request, reply, done) => {
      request.caller = anonymous
      const { access } = request.routeOptions.config
      // What is no route is answered as such, to everyone: which there are is no secret.
      if (access === undefined) return done(request.is404 ? undefined : new Error('a route without access'))
      if (access.unseen) return done()
      const refusal = this.#admit(access, request, reply)
      if (refusal instanceof Promise) refusal.then(done, done)
      else done(refusal)
    })
  }

  async #stillAdmits(request: FastifyRequest): Promise<boolean> {
    const { access } = request.routeOptions.config
    if (access === undefined) return false
    const { found, isClosed } = await this.#look(request)
    if (typeof found === 'function') return !this.#demandsKey(access, isClosed)
    return found.actor === request.caller.actor && suffices(found.role, access)
  }

  /** Tells once when a request that goes on would not be let in again. Returns what ends the watch. */
  watch(request: FastifyRequest, onRefused: () => void): () => void {
    const timer = setInterval(() => {
      this.#stillAdmits(request).then(
        (admitted) => {
          if (admitted) return
          clearInterval(timer)
          onRefused()
        },
        // The store does not answer: it is asked again.
        () => {},
      )
    }, watchMs)
    return () => clearInterval(timer)
  }

  #admit(
    access: RouteAccess,
    request: FastifyRequest,
    reply: FastifyReply,
  ): SentryError | undefined | Promise<SentryError | undefined> {
    const findings = this.#look(request)
    if (!(findings instanceof Promise)) return this.#decide(access, findings, { request, reply })
    const inPatience = access.role === 'everyone' ? inTime(findings, patienceMs, 'the keys') : findings
    return inPatience.then(
      (late) => this.#decide(access, late, { request, reply }),
      (error: unknown) => {
        // What is open to everyone is answered also when the store is not.
        if (access.role !== 'everyone') throw error
        return undefined
      },
    )
  }

  #look(request: FastifyRequest): Findings | Promise<Findings> {
    const found = this.#callers.find(request)
    const isClosed = this.#presence.look()
    if (!(found instanceof Promise) && typeof isClosed === 'boolean') return { found, isClosed }
    return Promise.all([found, isClosed]).then(([found, isClosed]) => ({ found, isClosed }))
  }

  #decide(
    access: RouteAccess,
    { found, isClosed }: Findings,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ): SentryError | undefined {
    if (typeof found === 'function') return this.#demandsKey(access, isClosed) ? found() : undefined
    request.caller = found
    request.actor = found.actor
    if (access.role === 'everyone') return undefined
    if (found.perMinute > 0) {
      const rate = this.#rates.take(found.actor, found.perMinute)
      tellRate(reply, rate)
      if (rate.waitMs > 0)
        return new SentryError('rate_limited', `this API key may send ${rate.perMinute} requests a minute`)
    }
    if (access.allProjects && found.projectId !== defaultProjectId)
      return new SentryError('key_role', 'this tells of all projects, and needs an API key of the default one')
    if (suffices(found.role, access)) return undefined
    return new SentryError('key_role', `this API key has the role \`${found.role}\`, and this needs \`${access.role}\``)
  }

  #demandsKey({ role, alwaysGuarded }: RouteAccess, isClosed: boolean): boolean {
    return role !== 'everyone' && (isClosed || (alwaysGuarded === true && this.#hasApiKey))
  }
}

function suffices(role: KeyRole | null, needed: RouteAccess): boolean {
  return needed.role === 'everyone' || role === 'admin' || role === needed.role || role === (needed.alsoRole ?? '')
}
