import { type Decision, decisionStrength } from '@agentsentry/contract'
import type { Ledger, Sent } from './ledger.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

/** Runs one statement that both databases understand. */
export type Query = <Row>(sql: string) => Promise<Row[]>

export interface ReckoningParts {
  readonly query: Query
  readonly sessionId: string
  readonly receiver: WebhookReceiver
  /** Whether the judge has raised everything that it was meant to. */
  readonly honestJudge: boolean
}

/** What the database holds, and what was told outside, beside what clients were promised. */
export interface Reckoning {
  readonly traces: number
  readonly checks: number
  readonly auditEntries: number
  readonly incidents: number
  /** What was promised and is not there: traces, checks, audit entries, incidents. */
  readonly lost: readonly string[]
  /** What is there more often than it happened. */
  readonly twice: readonly string[]
  /** Decisions that are not the stronger of what the rules and the judge said. */
  readonly wrong: readonly string[]
  /** How often an incident was told that had been told before, under the same id. */
  readonly toldAgain: number
}

/** To be called when everything is settled and nothing waits. */
export async function reckon(ledger: Ledger, parts: ReckoningParts): Promise<Reckoning> {
  const books = await openBooks(parts)
  const found = { lost: [] as string[], twice: [] as string[], wrong: [] as string[] }
  const ids = new Set<string>()
  for (const sent of ledger.sent) {
    if (sent.answer === null) throw new Error(`\`${sent.key}\` is not settled`)
    ids.add(sent.answer.id)
    compare(sent, sent.answer, { books, found, honestJudge: parts.honestJudge })
  }
  found.twice.push(...[...books.traces.keys()].filter((id) => !ids.has(id)).map((id) => `trace ${id}`))
  if (books.spentChecks !== books.allChecks)
    found.twice.push(`${books.spentChecks} checks paid for, ${books.allChecks} kept`)
  const own = [...parts.receiver.told].filter(([id]) => ids.has(traceOf(id)))
  return {
    ...found,
    traces: books.traces.size,
    checks: books.checks.size,
    auditEntries: sum(books.audit),
    incidents: books.deliveries.size,
    toldAgain: own.reduce((total, [, times]) => total + times - 1, 0),
  }
}

interface TraceRow {
  readonly id: string
  readonly content: string
  readonly decision: Decision
}

interface CheckRow {
  readonly trace_id: string
  readonly outcome: Decision
  readonly raised: number
}

interface Books {
  readonly traces: ReadonlyMap<string, TraceRow>
  readonly checks: ReadonlyMap<string, CheckRow>
  /** How often, by action and trace. */
  readonly audit: ReadonlyMap<string, number>
  readonly deliveries: ReadonlyMap<string, string>
  readonly told: ReadonlyMap<string, number>
  readonly contradictory: ReadonlySet<string>
  /** Of all sessions: what was charged for, and what is there. */
  readonly spentChecks: number
  readonly allChecks: number
}

async function openBooks({ query, sessionId, receiver }: ReckoningParts): Promise<Books> {
  const own = `select id from traces where session_id = '${sessionId}'`
  const traces = await query<TraceRow>(`select id, content, decision from traces where session_id = '${sessionId}'`)
  const checks = await query<CheckRow>(`select trace_id, outcome, raised from checks where session_id = '${sessionId}'`)
  const audit = await query<{ action: string; target_id: string }>(
    `select action, target_id from audit_logs where target_type = 'trace' and target_id in (${own})`,
  )
  const deliveries = await query<{ id: string; state: string }>('select id, state from deliveries')
  const [totals] = await query<{ spent: number; kept: number }>(
    'select (select coalesce(sum(checks), 0) from judge_spend) as spent, (select count(*) from checks) as kept',
  )
  const ids = new Set(traces.map(({ id }) => id))
  return {
    traces: new Map(traces.map((row) => [row.id, row])),
    checks: new Map(checks.map((row) => [row.trace_id, row])),
    audit: countBy(audit.map(({ action, target_id }) => `${action} ${target_id}`)),
    deliveries: new Map(deliveries.filter(({ id }) => ids.has(traceOf(id))).map(({ id, state }) => [id, state])),
    told: receiver.told,
    contradictory: receiver.contradictory,
    spentChecks: Number(totals?.spent),
    allChecks: Number(totals?.kept),
  }
}

interface Comparison {
  readonly books: Books
  readonly found: { readonly lost: string[]; readonly twice: string[]; readonly wrong: string[] }
  readonly honestJudge: boolean
}

function compare(sent: Sent, answer: NonNullable<Sent['answer']>, { books, found, honestJudge }: Comparison): void {
  const { id, decision, isReplayed } = answer
  const ruled = promised[sent.kind]
  const trace = books.traces.get(id)
  if (trace === undefined || trace.content !== sent.contentJson) {
    found.lost.push(trace === undefined ? `trace ${id}` : `content of ${id}: it is ${trace.content.slice(0, 80)}`)
    return
  }
  const check = books.checks.get(id)
  const isBlocked = ruled === 'block'
  if (!isBlocked && check === undefined) found.lost.push(`check ${id}`)
  if (isBlocked && check !== undefined) found.wrong.push(`a check of ${id}, which was blocked`)
  const final = check === undefined ? ruled : stronger(ruled, check.outcome)
  const isRaised = final !== ruled
  if (trace.decision !== final) found.wrong.push(`${id} is ${trace.decision} and should be ${final}`)
  if ((check?.raised === 1) !== isRaised) found.wrong.push(`${id} is noted as raised: ${check?.raised}`)
  if (decision !== ruled && !(isReplayed && decision === final))
    found.wrong.push(`${id} (${sent.kind}) was answered ${decision}`)
  if (honestJudge && sent.kind === 'raised' && !isRaised) found.lost.push(`elevation of ${id}`)
  count(`trace_block ${id}`, books.audit.get(`trace_block ${id}`), isBlocked, found)
  count(`trace_elevate ${id}`, books.audit.get(`trace_elevate ${id}`), isRaised, found)
  for (const [incident, happened] of [
    [`block:${id}`, isBlocked],
    [`elevation:${id}`, isRaised],
  ] as const) {
    const state = books.deliveries.get(incident)
    if (happened && (state !== 'delivered' || !books.told.has(incident)))
      found.lost.push(`${incident} (${state ?? 'never written'}, told ${books.told.get(incident) ?? 0} times)`)
    if (!happened && (state !== undefined || books.told.has(incident))) found.twice.push(`${incident} never happened`)
    if (books.contradictory.has(incident)) found.wrong.push(`${incident} was told in two ways`)
  }
}

const promised = { blocked: 'block', warned: 'warn', raised: 'allow', plain: 'allow' } as const

function count(name: string, times: number | undefined, happened: boolean, found: Comparison['found']): void {
  const expected = happened ? 1 : 0
  if ((times ?? 0) < expected) found.lost.push(name)
  if ((times ?? 0) > expected) found.twice.push(name)
}

function stronger(left: Decision, right: Decision): Decision {
  return decisionStrength(right) > decisionStrength(left) ? right : left
}

function traceOf(incident: string): string {
  return incident.slice(incident.indexOf(':') + 1)
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, times) => total + times, 0)
}
