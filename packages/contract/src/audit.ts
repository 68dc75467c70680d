import { z } from 'zod'

export const auditActions = [
  'trace_block',
  'trace_ask',
  'rule_create',
  'rule_update',
  'rule_toggle',
  'rule_delete',
  'rule_import',
  'rule_reload',
  'session_delete',
] as const
export type AuditAction = (typeof auditActions)[number]

/** One line of the audit log: who did what to which thing. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  actor: z.string().describe('`system`, `anonymous` (open, development mode) or `api_key`'),
  action: z.string(),
  target_type: z.string().describe('`trace`, `rule`, `rule_set` or `session`'),
  target_id: z.string(),
  details: z.record(z.string(), z.unknown()),
  created_at: z.iso.datetime(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
