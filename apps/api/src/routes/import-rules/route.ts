import { importAnswerSchema, problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const importRules: Route = (api) => {
  const schema = {
    summary: 'Import a rules document: all of it, or nothing',
    description:
      'YAML as `application/yaml` or `text/plain`, or as a JSON string. Rules are matched by name. A document with a ' +
      'fault changes nothing and is answered with every fault and its line; so is one with a rule that fails a test of ' +
      'its own. `warnings` are about the rules of the document.',
    consumes: ['application/yaml', 'text/plain', 'application/json'],
    body: z.union([z.string(), z.strictObject({ yaml: z.string() })]),
    response: { 200: importAnswerSchema, 413: problemSchema, 422: problemSchema },
  }
  api.post('/rules/import', { schema }, async ({ body, actor, project }) =>
    project.ruleBook.importDocument(typeof body === 'string' ? body : body.yaml, actor),
  )
}
