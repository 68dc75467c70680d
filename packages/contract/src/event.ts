import { z } from 'zod'
import type { AuditEntry } from './audit.ts'
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

/** One event of `GET /events`. `id` goes into the next call as `Last-Event-ID`, to go on behind it. */
export type ServerEvent =
  | { id: string; event: 'trace'; data: TraceEventData }
  | { id: string; event: 'audit'; data: AuditEntry }
