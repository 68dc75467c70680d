import { mostBatchedTraces, problemSchema, ruleSetBundleSchema } from '@agentsentry/contract'
import { bundleRules, type OpenProject } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { etagOf, isNoneMatch } from '../../http/etag.ts'

interface Written {
  readonly json: string
  readonly etag: string
}

export const getBundle: Route = (api, { signingKey, masksSecrets }) => {
  const schema = {
    summary: 'The rules in force, for judging away from the server',
    description:
      'All rules of the project, as they are compiled, with the hash of the set and, where the server has a signing key, ' +
      'its signature. With `If-None-Match` and the `ETag` of an earlier answer it is 304 for as long as nothing changed.',
    headers: z.object({ 'if-none-match': z.string().optional() }),
    response: { 200: ruleSetBundleSchema, 304: z.null(), 422: problemSchema, 503: problemSchema },
  }
  // Written once for each rule set: whoever judges elsewhere asks every few seconds.
  const written = new WeakMap<object, Written>()
  const writtenOf = ({ id, ruleBook: { ruleSet, rules } }: OpenProject): Written => {
    const known = written.get(ruleSet)
    if (known !== undefined) return known
    const secrets = masksSecrets ? 'mask' : 'keep'
    const limits = { body_bytes: api.initialConfig.bodyLimit ?? 0, batch_traces: mostBatchedTraces }
    const json = JSON.stringify(bundleRules({ projectId: id, ruleSet, rules, secrets, limits }, signingKey))
    const fresh = { json, etag: etagOf(json) }
    written.set(ruleSet, fresh)
    return fresh
  }
  api.get('/ruleset', { schema }, async (request, reply) => {
    const { json, etag } = writtenOf(request.project)
    reply.header('etag', etag).header('cache-control', 'private, no-cache')
    if (isNoneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send(undefined as never)
    return reply.type('application/json; charset=utf-8').send(json as never)
  })
}
