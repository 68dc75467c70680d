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
  'rule_restore',
  'session_delete',
] as const
export type AuditAction = (typeof auditActions)[number]

/** One line of the audit log: who did what to which thing. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  actor: z.string().describe('`system`, `anonymous` (no key), `api_key`, `key:ID` or `cli`'),
  action: z.string(),
  target_type: z.string().describe('`trace`, `rule`, `rule_set` or `session`'),
  target_id: z.string(),
  details: z.record(z.string(), z.unknown()),
  created_at: z.iso.datetime(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** Where the chain of seals over the audit log ends: what to compare with what was seen before. */
export const auditHeadSchema = z.object({
  seq: z.number().int().describe('How many entries are sealed, in all projects'),
  hash: hashSchema.nullable().describe('Hash of the newest seal, which covers all before it; null when there is none'),
  unsealed: z
    .number()
    .int()
    .optional()
    .describe('How many entries wait for their seal, in all projects; counted up to 1,000'),
  checkpoint: z
    .object({
      size: z.number().int().describe('How many entries it covers'),
      head: hashSchema,
      root: hashSchema.describe('Merkle tree hash of these entries'),
      created_at: z.iso.datetime(),
      public_key: z.string().nullable().describe('Ed25519, base64; null when it is not signed'),
      signature: z.string().nullable(),
    })
    .nullable()
    .describe('The newest; null when there is none'),
})
export type AuditHead = z.infer<typeof auditHeadSchema>
