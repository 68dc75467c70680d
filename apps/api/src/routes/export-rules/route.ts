import { formatRules } from '@agentsentry/engine'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const exportRules: Route = (api) => {
  const schema = {
    summary: 'Export all rules as one document',
    description:
      'With `Accept: application/yaml` the bare document. Imported into an empty store it gives the same bytes again.',
    response: { 200: z.object({ yaml: z.string() }) },
  }
  api.get('/rules/export', { schema }, async (request, reply) => {
    const yaml = formatRules(request.project.ruleBook.rules)
    if (!/\b(application|text)\/(x-)?yaml\b/.test(request.headers.accept ?? '')) return { yaml }
    return reply.type('application/yaml; charset=utf-8').send(yaml as never)
  })
}
