import { createHash } from 'node:crypto'
import { checkedTraceSchema, newTraceSchema, problemSchema, SentryError } from '@agentsentry/contract'
import { checkTrace } from '@agentsentry/pipeline'
import type { FastifyRequest } from 'fastify'
import type { Route } from '../../api.ts'

export const checkTraceRoute: Route = (api, { ids, evaluator, stopwatch, checks, tells, meters, tracing }) => {
  const schema = {
    summary: 'Record a step of an agent and get its verdict',
    description:
      'The verdict is on disk when it is answered. With an `Idempotency-Key`, the same body gets the same answer for ' +
      '24 hours, byte for byte, however often it is sent; another body under that key is refused.',
    body: newTraceSchema,
    response: {
      200: checkedTraceSchema,
      404: problemSchema,
      413: problemSchema,
      422: problemSchema,
      503: problemSchema,
    },
  }
  api.post('/traces', { schema }, async (request, reply) => {
    const caller = { actor: request.actor, idempotency: idempotencyOf(request) }
    const { id: projectId, store, memories, ruleBook } = request.project
    const { ruleSet } = ruleBook
    const ports = { ids, evaluator, stopwatch, checks, tells, meters, tracing, projectId, store, memories, ruleSet }
    const answer = await checkTrace(request.body, caller, ports)
    if (answer.replayed) reply.header('idempotent-replayed', 'true')
    return reply.type('application/json; charset=utf-8').send(answer.json as never)
  })
}

function idempotencyOf({ headers, rawBody }: FastifyRequest) {
  const key = headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new SentryError(
      'request_invalid',
      'an `Idempotency-Key` has 1 to 255 printable ASCII characters, without blanks',
    )
  }
  return {
    key,
    bodyHash: createHash('sha256')
      .update(rawBody ?? '')
      .digest('base64url'),
  }
}
