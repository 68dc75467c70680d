import type { Socket } from 'node:net'
import { SentryError } from '@agentsentry/contract'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Api, ApiParts } from './api.ts'
import { demandAllowedHost, type ServerNames } from './http/allowed-hosts.ts'
import { serveDocs } from './http/docs.ts'
import { readBodies } from './http/json-body.ts'
import { demandOneHost } from './http/one-host.ts'
import { answerProblems, formatProblem, problemType, sendProblem } from './http/problem-answer.ts'
import { refuseWhenClosing } from './http/refuse-when-closing.ts'
import { requestIdOf, tellRequestIds } from './http/request-ids.ts'
import { requestLog } from './http/request-log.ts'
import { useProject } from './http/request-project.ts'
import { refuseForeignOrigins } from './http/same-origin.ts'
import { tellAnswers } from './http/tell-answers.ts'
import { traceRequests } from './http/trace-requests.ts'
import { routes } from './routes/index.ts'

export interface ServerOptions {
  readonly maxBodyBytes: number
  readonly hosts: ServerNames
  /** Null where nothing is logged. */
  readonly log: FastifyBaseLogger | null
}

/** The HTTP server with every route on it, not yet listening. */
export async function buildServer(parts: ApiParts, { maxBodyBytes, log, hosts }: ServerOptions): Promise<Api> {
  const server: Api = fastify({
    ...(log !== null && { loggerInstance: log }),
    bodyLimit: maxBodyBytes,
    genReqId: requestIdOf,
    childLoggerFactory: requestLog,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestTimeout: 30_000,
    // Hosts are `demandOneHost`'s, which answers in the shape of every other error. Node would take the larger of its two
    // time-outs for both, and look at them every 30 s.
    http: { requireHostHeader: false, headersTimeout: 20_000, connectionsCheckingInterval: 5_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
    clientErrorHandler: answerMalformedHttp,
    frameworkErrors: (_error, request, reply) =>
      sendProblem(new SentryError('url_invalid', 'the address is not a valid URL'), request, reply),
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  tellRequestIds(server)
  tellAnswers(server, parts.meters)
  answerProblems(server)
  parts.inFlight.guard(server)
  readBodies(server, maxBodyBytes)
  refuseWhenClosing(server)
  demandOneHost(server)
  refuseForeignOrigins(server)
  demandAllowedHost(server, hosts, () => parts.keyGuard.isClosed)
  parts.keyGuard.guard(server)
  useProject(server, parts.projects)
  traceRequests(server, parts.tracing)
  await serveDocs(server)
  for (const route of routes) route(server, parts)
  // An expectation that is not known is passed over (RFC 9110, section 10.1.1, allows it), and the request served.
  server.server.on('checkExpectation', (request, response) => server.server.emit('request', request, response))
  await server.ready()
  return server
}

/** What is not HTTP never reaches Fastify's handlers; it gets an answer of the same shape all the same. */
function answerMalformedHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const problem = formatProblem(malformedHttp(error.code))
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function malformedHttp(code: string | undefined): SentryError {
  if (code === 'HPE_HEADER_OVERFLOW') return new SentryError('headers_too_large', 'the headers are too large')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new SentryError('request_timeout', 'the request took too long to arrive')
  return new SentryError('http_malformed', 'this is not HTTP as it is defined')
}
