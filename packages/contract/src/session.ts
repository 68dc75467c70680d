import { z } from 'zod'
import { decisionSchema } from './decision.ts'
import { lineSchema } from './text.ts'

const tagsSchema = z.array(lineSchema(100)).max(50)
const metadataSchema = z.record(z.string(), z.unknown())

/** Body of `POST /sessions`. Everything is optional; `?title=` serves clients that send no body. */
export const newSessionSchema = z.object({
  title: lineSchema(500).nullish(),
  agent: lineSchema(200).nullish().describe('Name of the agent'),
  user_id: lineSchema(200).nullish().describe('On whose behalf it runs'),
  tags: tagsSchema.optional(),
  metadata: metadataSchema.optional(),
  retention_days: z
    .number()
    .int()
    .min(1)
    .max(36_500)
    .nullish()
    .describe("How long its traces are kept; without it the server's own retention holds"),
})
export type NewSession = z.infer<typeof newSessionSchema>

/** One conversation or run of an agent. */
export const sessionSchema = z.object({
  id: z.string().describe('UUID version 7: sorts by time'),
  title: z.string().nullable(),
  agent: z.string().nullable(),
  user_id: z.string().nullable(),
  tags: z.array(z.string()),
  metadata: metadataSchema,
  retention_days: z.number().int().nullable(),
  quarantine: z
    .object({
      since: z.iso.datetime(),
      trace_id: z.string().nullable().describe('The trace that was raised to `block` after it was answered'),
    })
    .nullable()
    .describe('While set, every tool call of the session is blocked; `POST /sessions/{id}/release` lifts it'),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime().describe('Time of the newest trace, or of creation'),
})
export type Session = z.infer<typeof sessionSchema>

const decided = {
  traces: z.number().int(),
  decisions: z.record(z.string(), z.number().int()).describe('Number of traces for each decision that occurred'),
  worst_decision: decisionSchema.nullable().describe('Strongest decision in the session; null when it has no trace'),
}

/** `GET /sessions/{id}`: the session with what was decided in it. */
export const sessionDetailSchema = sessionSchema.extend(decided)
export type SessionDetail = z.infer<typeof sessionDetailSchema>

/** A line of `GET /sessions`. Servers of before told nothing of what was decided. */
export const listedSessionSchema = sessionSchema.extend(z.object(decided).partial().shape)
export type ListedSession = z.infer<typeof listedSessionSchema>
