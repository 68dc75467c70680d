import { isIP } from 'node:net'
import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance } from 'fastify'

/** What a server may be called, without a port, in any case. */
export interface ServerNames {
  /** What it listens on. */
  readonly own: string
  /** `*` is every name. */
  readonly others: readonly string[]
}

/**
 * Refuses requests by a name that is not this server's. An open API on a developer's machine could else be reached by any
 * web page whose own name is made to lead there (DNS rebinding), and to the browser it would be of the same origin. Where
 * every route demands a key nothing is won that way, and names are only held to when some were set.
 */
export function demandAllowedHost(
  server: FastifyInstance,
  { own, others }: ServerNames,
  isClosed: () => boolean,
): void {
  const allowed = new Set([own, ...others].map((name) => name.toLowerCase()))
  if (allowed.has('*')) return
  let seen: string | undefined
  server.addHook('onRequest', (request, _reply, done) => {
    const { host } = request.headers
    if (host === undefined || host === seen || (others.length === 0 && isClosed())) return done()
    const name = nameOf(host)
    if (!isPrivate(name) && !allowed.has(name)) {
      return done(new SentryError('host_refused', `this server is not \`${name}\`; see AGENTSENTRY_ALLOWED_HOSTS`))
    }
    seen = host
    done()
  })
}

/** Addresses cannot be made to lead elsewhere, and nobody outside can own a name without a dot, or one of these. */
function isPrivate(name: string): boolean {
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
  return isIP(address) !== 0 || !name.includes('.') || name.endsWith('.localhost') || name === 'host.docker.internal'
}

function nameOf(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
}
