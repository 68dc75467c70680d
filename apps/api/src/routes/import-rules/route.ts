import { importAnswerSchema, importPreviewSchema, problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const importRules: Route = (api) => {
  const schema = {
    summary: 'Import a rules document: all of it, or nothing',
    description:
      'YAML as `application/yaml` or `text/plain`, or as a JSON string. Rules are matched by name. A document with a ' +
      'fault changes nothing and is answered with every fault and its line; so is one with a rule that fails a test of ' +
      'its own. `warnings` are about the rules of the document. With `dry_run=true` nothing is changed, and `changes` tells of ' +
      'each rule what would be.',
    consumes: ['application/yaml', 'text/plain', 'application/json'],
    querystring: z.object({ dry_run: z.enum(['true', 'false']).default('false') }),
    body: z.union([z.string(), z.strictObject({ yaml: z.string() })]),
    response: { 200: z.union([importPreviewSchema, importAnswerSchema]), 413: problemSchema, 422: problemSchema },
  }
  api.post('/rules/import', { schema }, async ({ body, query, actor, project: { ruleBook } }) => {
    const yaml = typeof body === 'string' ? body : body.yaml
    return query.dry_run === 'true' ? ruleBook.previewImport(yaml) : ruleBook.importDocument(yaml, actor)
  })
}
