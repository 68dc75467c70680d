import { uuidIds } from '@agentsentry/adapters'
import type { ProjectStore, Store } from '../packages/pipeline/src/index.ts'
import type { ChatCall } from './model-server.ts'
import { inPostgres } from './services/postgres-query.ts'

const tracesOfASession = 20

/** Records traces that wait for a judge, each with a content of its own: `queued-0`, `queued-1`, … Returns their ids. */
export async function queueTraces(project: ProjectStore, count: number): Promise<string[]> {
  const ids: string[] = []
  let sessionId = ''
  const writes: Promise<unknown>[] = []
  for (let number = 0; number < count; number++) {
    if (number % tracesOfASession === 0) sessionId = (await project.createSession({}, uuidIds.next())).id
    const { id, timeMs } = uuidIds.next()
    ids.push(id)
    const trace = {
      id,
      sessionId,
      role: 'user',
      phase: 'user',
      tool: null,
      contentJson: JSON.stringify({ text: `queued-${number}` }),
      decision: 'allow',
      reasonsJson: '[]',
      shadowJson: '[]',
      tally: { ran: 1, out_of_scope: 0, not_evaluated: 0, shadow: 0 },
      evaluationUs: 1,
      ruleSetNumber: 1,
      createdAtMs: timeMs,
      elevationJson: null,
      masked: 0,
    } as const
    writes.push(project.record({ trace, audit: null, idempotency: null, check: true, incident: null }))
  }
  await Promise.all(writes)
  return ids
}

/** Which of the queued traces a judge was asked about. */
export function askedAbout({ body }: ChatCall): number {
  const text = body.messages.map(({ content }) => content).join('\n')
  return Number(/queued-(\d+)/.exec(text)?.[1] ?? Number.NaN)
}

export interface AppliedChecks {
  readonly checks: number
  /** How many raised the decision, by the audit log, and how many traces that were. */
  readonly raises: number
  readonly raisedTraces: number
  /** How many were paid for. */
  readonly spent: number
}

/** What came of checks, as the database has it. */
export async function readAppliedChecks(databaseUrl: string): Promise<AppliedChecks> {
  const [row] = await inPostgres<Record<keyof AppliedChecks, string>>(
    databaseUrl,
    `select (select count(*) from checks) as "checks",
      (select count(*) from audit_logs where action = 'trace_block_dynamic') as "raises",
      (select count(distinct target_id) from audit_logs where action = 'trace_block_dynamic') as "raisedTraces",
      (select coalesce(sum(checks), 0) from judge_spend) as "spent"`,
  )
  return {
    checks: Number(row?.checks),
    raises: Number(row?.raises),
    raisedTraces: Number(row?.raisedTraces),
    spent: Number(row?.spent),
  }
}

export async function isOutboxEmpty({ outbox }: Pick<Store, 'outbox'>): Promise<boolean> {
  return (await outbox.depth()).waiting === 0
}
