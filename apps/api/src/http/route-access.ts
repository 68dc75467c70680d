import { problemSchema } from '@agentsentry/contract'
import type { KeyRole } from '@agentsentry/pipeline'

/** Who may call a route: `everyone` always, others with a key of that role or of `admin`. */
export interface RouteAccess {
  readonly role: KeyRole | 'everyone'
  /** Keys of this role may call it as well. */
  readonly alsoRole?: KeyRole
  /** A key is demanded as soon as AGENTSENTRY_API_KEY is set, also where other routes stay open: in development. */
  readonly alwaysGuarded?: true
  /** Tells of all projects, and so needs a key of the default one. */
  readonly allProjects?: true
  /** Tells nothing that depends on who asks, so nobody looks who does: it is answered also when the store is not. */
  readonly unseen?: true
}

const everyone: RouteAccess = { role: 'everyone' }
const unseen: RouteAccess = { role: 'everyone', unseen: true }
const ingest: RouteAccess = { role: 'ingest' }
/** Reads what agents need to judge for themselves. */
const ingestOrRead: RouteAccess = { role: 'ingest', alsoRole: 'read' }
const read: RouteAccess = { role: 'read' }
/** Tells who asks, and so wants a key wherever there is one. */
const readSelf: RouteAccess = { role: 'read', alwaysGuarded: true }
const readAll: RouteAccess = { role: 'read', allProjects: true }
const admin: RouteAccess = { role: 'admin' }
/** Changes what is decided from now on. */
const control: RouteAccess = { role: 'admin', alwaysGuarded: true }

/** Every route of the API with who may call it. A route that is not here keeps the server from starting. */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  'GET /': everyone,
  'GET /healthz': unseen,
  'GET /readyz': everyone,
  'GET /openapi.json': everyone,

  'POST /sessions': ingest,
  'POST /traces': ingest,
  'POST /traces/batch': ingest,
  'GET /ruleset': ingestOrRead,

  'GET /me': readSelf,
  'GET /stats': read,
  'GET /attention': read,
  'GET /sessions': read,
  'GET /sessions/:id': read,
  'GET /sessions/:id/traces': read,
  'GET /traces': read,
  'GET /traces/:id': read,
  'GET /traces/:id/explanation': read,
  'GET /traces/:id/check': read,
  'GET /checks': read,
  'GET /checks/costs': read,
  'GET /rules': read,
  'GET /rules/export': read,
  'GET /rules/hits': read,
  'GET /rules/:id/history': read,
  'GET /rule-sets': read,
  'GET /rule-sets/:number': read,
  'GET /audit/logs': read,
  'GET /audit/head': readAll,
  'GET /events': read,
  'GET /metrics': readAll,

  'DELETE /sessions/:id': admin,

  'POST /rules': control,
  'PUT /rules/:id': control,
  'PATCH /rules/:id/toggle': control,
  'DELETE /rules/:id': control,
  'POST /rules/import': control,
  'POST /rules/reload': control,
  'POST /rule-sets/:number/restore': control,
  'POST /checks/:id/retry': control,
  'POST /checks/retry': control,
  'POST /sessions/:id/release': control,
}

/** Of a route as the documentation tells it: the roles of which a key must have one, and how a request without one is answered. */
export function describeAccess({ role, alsoRole }: RouteAccess, response: unknown) {
  if (role === 'everyone') return { security: [] }
  const refusals = { 401: problemSchema, 403: problemSchema, 429: problemSchema }
  const security = [role, ...(alsoRole === undefined ? [] : [alsoRole])].map((name) => ({ apiKey: [name] }))
  return { security, response: { ...refusals, ...(response as object | undefined) } }
}

/** What the page of the documentation brings with it. */
const openFolder = '/docs'

/** Of a route as Fastify names it. HEAD is what GET is. Throws when nobody said who may call it. */
export function accessOf(method: string, url: string): RouteAccess {
  const name = `${method === 'HEAD' ? 'GET' : method} ${url}`
  if (Object.hasOwn(routeAccess, name)) return routeAccess[name] as RouteAccess
  if (url === openFolder || url.startsWith(`${openFolder}/`)) return everyone
  throw new Error(`nobody said who may call \`${name}\`: give it a line in \`routeAccess\``)
}
