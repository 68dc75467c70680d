import { z } from 'zod'
import { decisionSchema } from './decision.ts'
import { phaseSchema, roleSchema } from './step.ts'

/** Data of an event `trace` of `GET /events`; that of `audit` is an entry of the audit log. */
export const traceEventSchema = z.object({
  id: z.string(),
  session_id: z.string(),
  role: roleSchema,
  phase: phaseSchema,
  tool: z.string().nullable(),
  decision: decisionSchema,
  created_at: z.iso.datetime(),
})
export type TraceEventData = z.infer<typeof traceEventSchema>
