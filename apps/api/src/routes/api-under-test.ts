import { ProcessEvaluator, PrometheusMeters, processStopwatch, uuidIds } from '@agentsentry/adapters'
import {
  type CheckedTrace,
  type NewRule,
  newRuleSchema,
  type Role,
  type Rule,
  type Session,
} from '@agentsentry/contract'
import { type CheckSelection, type Ids, noChecks, noTracing, OpenProjects, type Store } from '@agentsentry/pipeline'
import { parseApiConfig } from '../config.ts'
import { InFlight } from '../http/in-flight.ts'
import { KeyGuard } from '../http/key-guard.ts'
import { startApi } from '../main.ts'
import { buildServer } from '../server.ts'

/** What came back. `body` is parsed where the answer is JSON, else its text. */
interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

type Send = <Body = unknown>(
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer<Body>>

/** A real server in this process, on a free port. */
export interface ApiUnderTest {
  readonly url: string
  /** Bodies are sent as JSON, unless a `content-type` is given: then they go as they are. */
  readonly post: Send
  readonly put: Send
  readonly patch: Send
  readonly delete: Send
  get<Body = unknown>(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer<Body>>
  newSession(fields?: object): Promise<Session>
  newRule(rule: NewRule): Promise<Rule>
  check(sessionId: string, role: Role, content: object): Promise<CheckedTrace>
  stop(): Promise<void>
}

export interface ApiUnderTestOptions {
  readonly rules?: readonly NewRule[]
  readonly env?: Readonly<Record<string, string>>
}

const starterRules: readonly NewRule[] = [
  { name: 'no_dropping', pattern: '(?i)drop table', decision: 'block', severity: 'critical', on: ['tool_call'] },
  { name: 'no_leaking', pattern: 'leak password|share ssn', rule_type: 'nlp' },
]

/** Starts it as `main.ts` does, on a store in memory unless `env` says otherwise. */
export async function startApiUnderTest({
  rules = starterRules,
  env = {},
}: ApiUnderTestOptions = {}): Promise<ApiUnderTest> {
  const settings = { DATABASE_URL: 'sqlite::memory:', AGENTSENTRY_API_PORT: '0', LOG_LEVEL: 'silent', ...env }
  const { url, stop } = await startApi(
    parseApiConfig(settings),
    rules.map((rule) => newRuleSchema.parse(rule)),
  )
  return { ...clientOf(url), stop }
}

interface OwnParts {
  readonly ids?: Ids
  readonly checks?: CheckSelection
}

/** The same on a store of the test's own, which stays open, and with parts of its own. */
export async function startApiOn(
  store: Store,
  { ids = uuidIds, checks = noChecks }: OwnParts = {},
): Promise<ApiUnderTest> {
  const evaluator = new ProcessEvaluator()
  const projects = await OpenProjects.begin({
    store,
    reader: evaluator,
    stopwatch: processStopwatch,
    starterRules: starterRules.map((rule) => newRuleSchema.parse(rule)),
  })
  const keyGuard = await KeyGuard.begin({ keys: store.keys, apiKey: '', perMinute: 0, isProduction: false })
  const meters = new PrometheusMeters({ readQueues: async () => [], onQueueFailure: () => {} })
  const parts = {
    store,
    projects,
    ids,
    evaluator,
    stopwatch: processStopwatch,
    keyGuard,
    checks,
    judge: null,
    tells: false,
    masksSecrets: false,
    signingKey: null,
    meters,
    tracing: noTracing,
    inFlight: new InFlight({ most: 1_000, mostBytes: 64 * 1024 * 1024, largestBody: 1024 * 1024 }),
  }
  const server = await buildServer(parts, {
    maxBodyBytes: 1024 * 1024,
    log: null,
    hosts: { own: '127.0.0.1', others: [] },
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return { ...clientOf(url), stop: () => server.close().then(() => evaluator.close()) }
}

/** Speaks to any server under test. */
export function clientOf(url: string): Omit<ApiUnderTest, 'stop'> {
  const send =
    (method: string): Send =>
    async <Body>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
      const asItIs = Object.hasOwn(headers, 'content-type')
      const response = await fetch(url + path, {
        method,
        headers: body === undefined || asItIs ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: asItIs ? (body as string) : JSON.stringify(body) }),
      })
      return { status: response.status, headers: response.headers, body: (await readBody(response)) as Body }
    }
  const post = send('POST')
  const mustPost = async <Body>(path: string, body: unknown): Promise<Body> => {
    const answer = await post<Body>(path, body)
    if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    url,
    post,
    put: send('PUT'),
    patch: send('PATCH'),
    delete: send('DELETE'),
    get: (path, headers) => send('GET')(path, undefined, headers),
    newSession: (fields = {}) => mustPost('/sessions', fields),
    newRule: (rule) => mustPost('/rules', rule),
    check: (sessionId, role, content) => mustPost('/traces', { session_id: sessionId, role, content }),
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text()
  return /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : text
}
