import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PrometheusMeters } from '@agentsentry/adapters'
import type { Attention } from '@agentsentry/contract'
import type {
  CheckSelection,
  Evaluator,
  Explainer,
  Ids,
  OpenProjects,
  SigningKey,
  Stopwatch,
  Store,
  Tracing,
} from '@agentsentry/pipeline'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { InFlight } from './http/in-flight.ts'
import type { KeyGuard } from './http/key-guard.ts'

/** The server, with routes typed by their zod schemas. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What routes work with. */
export interface ApiParts {
  readonly store: Store
  readonly projects: OpenProjects
  readonly ids: Ids
  readonly evaluator: Evaluator & Explainer
  readonly stopwatch: Stopwatch
  readonly keyGuard: KeyGuard
  readonly checks: CheckSelection
  /** Null: checks are left for a worker, and only the worker knows. */
  readonly judge: Attention['judge']
  /** Whether somebody outside is told of traces that are blocked. */
  readonly tells: boolean
  /** Whether what secret rules match is masked. */
  readonly masksSecrets: boolean
  /** Signs rule sets; null where there is none. */
  readonly signingKey: SigningKey | null
  readonly meters: PrometheusMeters
  readonly tracing: Tracing
  readonly inFlight: InFlight
}

/** A route adds itself to the server. One folder a route, listed in `routes/index.ts`. */
export type Route = (api: Api, parts: ApiParts) => void
