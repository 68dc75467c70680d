import { explanationSchema, problemSchema } from '@agentsentry/contract'
import { TraceExplainer } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const explainTrace: Route = (api, { evaluator }) => {
  const schema = {
    summary: 'How a trace was judged, rule by rule',
    description:
      'The trace is judged again by the rule set of its time; `consistent` says whether that gives what was recorded.',
    params: z.object({ id: z.string() }),
    response: { 200: explanationSchema, 404: problemSchema, 503: problemSchema },
  }
  api.get('/traces/:id/explanation', { schema }, ({ params: { id }, project }) =>
    new TraceExplainer(project.store, evaluator).explain(id),
  )
}
