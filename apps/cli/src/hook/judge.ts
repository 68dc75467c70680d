import {
  type AgentSentryClient,
  AgentSentryError,
  ApiError,
  type CheckedTrace,
  type Content,
  type Reason,
  UnavailableError,
} from '@agentsentry/sdk'
import { printable } from '../printable.ts'
import type { AgentSession } from './agent-session.ts'
import { fits } from './fits.ts'
import { redacted } from './redact.ts'
import type { Protocol, Ruling, Step } from './step.ts'

export interface JudgeOptions {
  readonly client: Pick<AgentSentryClient, 'sendTrace'>
  readonly session: AgentSession
  readonly onUnavailable: 'deny' | 'allow'
  /** For everything that is asked about this step. */
  readonly timeoutMs: number
}

/** How often something is taken out of a step before it is denied: matches only, and at last the values that hold them. */
const roundsOfMatches = 6
const roundsOfValues = 2

/** What is to happen with a step. Never throws. */
export async function judge(step: Step, protocol: Protocol, options: JudgeOptions): Promise<Ruling> {
  if (!fits(step.content)) return { kind: 'deny', why: said(step, 'too deep or too large to be judged whole') }
  try {
    return await within(options.timeoutMs, () => rule(step, protocol, options))
  } catch (error) {
    const message = withoutQuotes(error)
    // A server that refuses, or a fault of ours, is never passed over; one that is not there may be.
    const isPassed = options.onUnavailable === 'allow' && error instanceof UnavailableError
    if (isPassed) return { kind: 'warn', why: `AgentSentry let this through without a verdict: ${message}` }
    return { kind: 'deny', why: said(step, `no verdict (${message})`) }
  }
}

async function rule(step: Step, protocol: Protocol, options: JudgeOptions): Promise<Ruling> {
  let content = step.content
  let first: CheckedTrace | undefined
  for (let round = 0; round <= roundsOfMatches + roundsOfValues; round += 1) {
    const verdict = await send(step, content, options)
    first ??= verdict
    const why = said(step, because(verdict))
    if (verdict.decision === 'allow' || verdict.decision === 'warn') {
      if (content !== step.content)
        return { kind: 'rewrite', why: said(step, because(first), 'rewritten'), value: content[step.subject] }
      return verdict.decision === 'warn'
        ? { kind: 'warn', why: said(step, because(verdict), 'warned') }
        : { kind: 'pass' }
    }
    // What a person is asked about must be what the agent shows, and that is not what we have rewritten.
    if (verdict.decision === 'ask') return { kind: content === step.content ? 'ask' : 'deny', why }
    if (verdict.decision !== 'redact' || !protocol.rewrites(step)) return { kind: 'deny', why }
    const places = verdict.reasons.filter(({ decision }: Reason) => decision === 'redact')
    const value = redacted(content, places, { subject: step.subject, whole: round >= roundsOfMatches })
    if (value === undefined) return { kind: 'deny', why }
    content = { ...content, [step.subject]: value }
  }
  return { kind: 'deny', why: said(step, 'more to redact than can be taken out') }
}

async function send(step: Step, content: Content, { client, session }: JudgeOptions): Promise<CheckedTrace> {
  const sendIn = async (id: string) => client.sendTrace({ session_id: id, role: step.role, content })
  const id = await session.id()
  try {
    return await sendIn(id)
  } catch (error) {
    // Deleted, or of another store that listened here before.
    if (!(error instanceof ApiError) || error.code !== 'session_unknown') throw error
    return sendIn(await session.renewed(id))
  }
}

/** Which decision, by which rules. An unknown decision is named, and is a denial. */
function because({ decision, reasons, id }: CheckedTrace): string {
  const deciding = reasons.filter((reason) => reason.decision === decision)
  const rules = (deciding.length > 0 ? deciding : reasons).slice(0, 5).map((reason) => `\`${printable(reason.rule)}\``)
  return `${printable(decision)}${rules.length > 0 ? ` by ${rules.join(', ')}` : ''}, trace ${printable(id)}`
}

function said({ stage, content }: Step, why: string, what = 'denied'): string {
  const tool = typeof content.tool === 'string' ? ` of \`${printable(content.tool).slice(0, 100)}\`` : ''
  const subject = { call: 'the call', result: 'the result', failure: 'the error', prompt: 'the prompt' }[stage]
  return `AgentSentry ${what} ${subject}${tool}: ${why}`
}

/** What went wrong, in words that cannot hold what was judged. */
function withoutQuotes(error: unknown): string {
  if (error instanceof UnavailableError) return printable(error.message).slice(0, 300)
  if (error instanceof ApiError) return `refused with ${error.status} ${printable(error.code).slice(0, 100)}`
  return error instanceof AgentSentryError ? error.code : 'the check failed'
}

async function within<Result>(timeoutMs: number, run: () => Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError('timed_out', `no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([run(), timeUp])
  } finally {
    clearTimeout(timer)
  }
}
