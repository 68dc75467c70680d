import { checkSchema, problemSchema, SentryError } from '@agentsentry/contract'
import { formatCheck } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const retryCheck: Route = (api) => {
  const schema = {
    summary: 'Ask the judge again about a trace whose check was given up',
    params: z.object({ id: z.string().describe('Id of the trace') }),
    response: { 200: checkSchema, 404: problemSchema, 409: problemSchema },
  }
  api.post('/checks/:id/retry', { schema }, async ({ params: { id }, actor, project }) => {
    const retried = await project.store.retryCheck(id, actor, Date.now())
    const check = await project.store.check(id)
    if (check === null) throw new SentryError('check_unknown', `there is no check of a trace \`${id}\``)
    if (!retried)
      throw new SentryError('check_not_dead', `the check of the trace \`${id}\` is \`${check.state}\`, not \`dead\``)
    return formatCheck(check)
  })
}
