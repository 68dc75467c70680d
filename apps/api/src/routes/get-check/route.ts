import { checkSchema, problemSchema, SentryError } from '@agentsentry/contract'
import { formatCheck } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const getCheck: Route = (api) => {
  const schema = {
    summary: 'What a judge said of a trace, or why it has not',
    params: z.object({ id: z.string() }),
    response: { 200: checkSchema, 404: problemSchema },
  }
  api.get('/traces/:id/check', { schema }, async ({ params: { id }, project: { store } }) => {
    const check = await store.check(id)
    if (check === null) throw new SentryError('check_unknown', `there is no check of a trace \`${id}\``)
    return formatCheck(check)
  })
}
