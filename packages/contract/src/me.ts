import { z } from 'zod'

/** `GET /me`: as whom a request is made, and what that may do. */
export const meSchema = z.object({
  actor: z.string().describe('The name in the audit log: `anonymous`, `api_key` or `key:ID`'),
  role: z.enum(['ingest', 'read', 'admin']),
  project: z.object({ id: z.string(), name: z.string() }),
  open: z.boolean().describe('No key is demanded of anybody: whoever reaches the API may do everything'),
})
export type Me = z.infer<typeof meSchema>
