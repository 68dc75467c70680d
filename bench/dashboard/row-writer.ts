import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Contents, PlacedTrace } from './contents.ts'
import type { SessionDescription } from './session-description.ts'
import type { PooledStep } from './step-pool.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Of so many traces one was checked by a judge; of so many checks one raised the decision, and one was given up. */
const checkedOneIn = 5
const raisedOneIn = 60
const deadOneIn = 300
/** Checks of the last minutes still wait. */
const waitingMs = 10 * 60 * 1000

/** Writes the rows that a session and its traces leave, as the API and the worker would. */
export class RowWriter {
  readonly #contents: Contents
  readonly #statements: Readonly<Record<keyof typeof inserts, StatementSync>>
  #decisions = new Set<string>()

  constructor(database: DatabaseSync, contents: Contents) {
    this.#contents = contents
    const prepared = Object.entries(inserts).map(([name, text]) => [name, database.prepare(text)])
    this.#statements = Object.fromEntries(prepared)
  }

  session(id: string, timeMs: number, { title, agent, userId, tags }: SessionDescription): void {
    this.#statements.session.run(id, title, agent, userId, timeMs)
    for (const [position, tag] of tags.entries()) this.#statements.tag.run(id, position, tag)
    this.#decisions = new Set()
  }

  trace(sessionId: string, { id, number, timeMs }: PlacedTrace, step: PooledStep): void {
    const isChecked = number % checkedOneIn === 0
    const isRaised = isChecked && number % (checkedOneIn * raisedOneIn) === 0 && step.decision === 'allow'
    const decision = isRaised ? 'block' : step.decision
    this.#statements.trace.run(
      id,
      sessionId,
      step.role,
      step.phase,
      step.tool,
      step.content,
      decision,
      step.reasons,
      step.ran,
      step.outOfScope,
      timeMs,
      step.shadow,
      step.shadowed,
      20 + ((number * 37) % 900),
      isRaised ? judgeReason : null,
    )
    this.#decisions.add(decision)
    if (isChecked) this.#check(sessionId, { id, number, timeMs }, { decision, isRaised })
    if (decision === 'block' || decision === 'ask') {
      const details = { session_id: sessionId, phase: step.phase, tool: step.tool, rules: JSON.parse(step.rules) }
      this.#audit(`trace_${decision}${isRaised ? '_dynamic' : ''}`, { type: 'trace', id }, { details, timeMs })
    }
  }

  /** To be called when all of its traces are written. */
  decisionsOf(sessionId: string): void {
    for (const decision of this.#decisions) if (decision !== 'allow') this.#statements.decision.run(decision, sessionId)
  }

  quarantine(sessionId: string, by: PlacedTrace | undefined): void {
    if (by === undefined) return
    this.#statements.quarantine.run(by.timeMs, by.id, sessionId)
    const details = { trace_id: by.id }
    this.#audit('session_quarantine', { type: 'session', id: sessionId }, { details, timeMs: by.timeMs })
  }

  spend(): void {
    for (let daysAgo = 0; daysAgo < 30; daysAgo++) {
      const day = new Date(this.#contents.endMs - daysAgo * dayMs).toISOString().slice(0, 10)
      this.#statements.spend.run(day, 1.25 + daysAgo / 100, Math.round(this.#contents.traces / checkedOneIn / 30))
    }
  }

  #check(
    sessionId: string,
    { id, number, timeMs }: PlacedTrace,
    { decision, isRaised }: { readonly decision: string; readonly isRaised: boolean },
  ): void {
    const isWaiting = timeMs > this.#contents.endMs - waitingMs
    const isDead = !isRaised && number % (checkedOneIn * deadOneIn) === checkedOneIn
    if (isWaiting || isDead) {
      const cause = isDead ? 'timeout: the judge did not answer in time' : number % 2 === 0 ? null : 'rate_limited: 429'
      this.#statements.outbox.run(id, timeMs, timeMs + dayMs, isDead ? 6 : 0, isDead ? 'dead' : 'waiting', cause)
      return
    }
    const outcome = isRaised ? 'block' : decision === 'block' ? 'ask' : 'allow'
    this.#statements.check.run(id, sessionId, outcome, isRaised ? 1 : 0, explanations[number % 3] ?? '', timeMs + 2_000)
  }

  #audit(
    action: string,
    target: { readonly type: string; readonly id: string },
    { details, timeMs }: { readonly details: object; readonly timeMs: number },
  ): void {
    this.#statements.audit.run('anonymous', action, target.type, target.id, JSON.stringify(details), timeMs)
  }
}

const judgeReason = JSON.stringify({
  rule: 'agentsentry.judge',
  type: 'judge',
  severity: 'critical',
  decision: 'block',
  description: 'The step sends what a customer wrote to somebody whom nobody has named.',
})

const explanations = [
  'Ordinary work: a file is read that the task names.',
  'The message is sent to the customer who asked for it.',
  'The query reads more than the task needs, and changes nothing.',
]

const inserts = {
  session: `insert into sessions (id, project_id, title, agent, user_id, metadata, created_at)
    values (?, 'default', ?, ?, ?, '{}', ?)`,
  tag: `insert into session_tags (project_id, session_id, position, tag) values ('default', ?, ?, ?)`,
  trace: `insert into traces (id, project_id, session_id, role, phase, tool, content, decision, reasons, rules_ran,
      rules_out_of_scope, rules_not_evaluated, rule_set, created_at, shadow, rules_shadow, masked, evaluation_us, elevation)
    values (?, 'default', ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?, ?, ?, 0, ?, ?)`,
  decision: `insert into session_decisions (project_id, decision, session_id) values ('default', ?, ?)`,
  quarantine: 'update sessions set quarantined_at = ?, quarantined_by = ? where id = ?',
  outbox: `insert into outbox (id, project_id, created_at, due_at, attempts, state, cause)
    values (?, 'default', ?, ?, ?, ?, ?)`,
  check: `insert into checks (trace_id, project_id, session_id, outcome, raised, model, explanation, categories,
      prompt_tokens, completion_tokens, cost_usd, latency_ms, attempts, cached, content_hash, created_at)
    values (?, 'default', ?, ?, ?, 'a-model', ?, '["data"]', 900, 60, 0.00017, 850, 1, 0, 'h', ?)`,
  audit: `insert into audit_logs (project_id, actor, action, target_type, target_id, details, created_at)
    values ('default', ?, ?, ?, ?, ?, ?)`,
  spend: `insert into judge_spend (day, project_id, cost_usd, checks, prompt_tokens, completion_tokens)
    values (?, 'default', ?, ?, 900000, 60000)`,
} as const
